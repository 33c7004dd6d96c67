{#- The clauses of a table, as the model's config has them. -#}
{% macro engine_clause() %}
  engine = {{ config.get('engine', default='MergeTree()') }}
{%- endmacro %}

{#- A text or a list of them, in parentheses after the label. -#}
{% macro clickhouse_expressions(label, expressions) %}
  {{ label }} ({{ expressions if expressions is string else expressions | join(', ') }})
{%- endmacro %}

{% macro partition_cols(label) %}
  {%- set expressions = config.get('partition_by', validator=validation.any[list, basestring]) -%}
  {{ clickhouse_expressions(label, expressions) if expressions is not none }}
{%- endmacro %}

{% macro primary_key_clause(label) %}
  {%- set key = config.get('primary_key', validator=validation.any[list, basestring]) or none -%}
  {%- if key is not none %}
  {{ label }} {{ key if key is string else '(' ~ key | join(', ') ~ ')' }}
  {%- endif -%}
{%- endmacro %}

{#- Only some engines sort; a table without a key of its own has the empty one. -#}
{% macro order_cols(label) %}
  {%- set expressions = config.get('order_by', validator=validation.any[list, basestring]) -%}
  {%- set engine = config.get('engine', default='MergeTree()') -%}
  {%- if 'MergeTree' in engine or engine in ['HDFS', 'MaterializedPostgreSQL', 'S3', 'EmbeddedRocksDB', 'Hive'] -%}
    {{ clickhouse_expressions(label, 'tuple()' if expressions is none else expressions) }}
  {%- endif -%}
{%- endmacro %}

{% macro sample_clause(label) %}
  {%- set expression = config.get('sample_by') or config.get('sample') -%}
  {%- if expression %}
  {{ label }} {{ expression }}
  {%- endif -%}
{%- endmacro %}

{% macro ttl_config(label) %}
  {%- set ttl = config.get('ttl') -%}
  {%- if ttl %}
  {{ label }} {{ ttl if ttl is string else ttl | join(', ') }}
  {%- endif -%}
{%- endmacro %}

{% macro codec_clause(codec_name) %}
  {%- if codec_name %}
  CODEC({{ codec_name }})
  {%- endif -%}
{%- endmacro %}

{#- DDL for all servers of the profile's cluster, unless the model or the kind of database keeps to one. -#}
{% macro on_cluster_clause(relation, force_sync=false) %}
  {%- set cluster = adapter.get_clickhouse_cluster_name() -%}
  {%- if cluster is not none and adapter.should_on_cluster() and (config.get('disable_on_cluster') | string | lower != 'true' or not relation.identifier) %}
  ON CLUSTER {{ cluster }} {{ 'SYNC ' if force_sync }}
  {%- endif -%}
{%- endmacro %}

{#- What stands between a table's columns and its query. -#}
{% macro clickhouse_table_clauses() %}
  {{ engine_clause() }}
  {{ order_cols(label='order by') }}
  {{ primary_key_clause(label='primary key') }}
  {{ partition_cols(label='partition by') }}
  {{ sample_clause(label='sample by') }}
  {{ ttl_config(label='ttl') }}
  {{ adapter.get_model_settings(model, config.get('engine', default='MergeTree')) }}
{%- endmacro %}

{#- Projections and indexes: by a body of their own, and in one ALTER, since each one is a change that replicas wait for. -#}
{% macro validate_projection(projection) -%}
  {%- if (projection.get('query') is none) == (projection.get('index') is none) -%}
    {%- do exceptions.raise_compiler_error("The projection '" ~ projection.get('name') ~ "' has either a query or an index") -%}
  {%- endif -%}
{%- endmacro %}

{% macro validate_projections() -%}
  {%- for projection in config.get('projections', default=[]) -%}
    {%- do validate_projection(projection) -%}
  {%- endfor -%}
{%- endmacro %}

{% macro clickhouse_projection_ddl(projection) -%}
  {%- do validate_projection(projection) -%}
  {%- set index = projection.get('index') -%}
  PROJECTION {{ projection.get('name') }}
  {%- if index is none %} ({{ projection.get('query') }})
  {%- else -%}
    {%- set columns = [index] if index is string else index -%}
    {%- if adapter.is_before_version('26.1.1.1') %} (SELECT _part_offset ORDER BY {{ columns | join(', ') }})
    {%- else %} INDEX {{ columns[0] if columns | length == 1 else '(' ~ columns | join(', ') ~ ')' }} TYPE basic
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}

{% macro add_index_and_projections(relation) %}
  {%- set changes = [] -%}
  {%- for projection in config.get('projections', default=[]) -%}
    {%- do changes.append('ADD ' ~ clickhouse_projection_ddl(projection)) -%}
  {%- endfor -%}
  {%- for index in config.get('indexes', default=[]) -%}
    {%- do changes.append('ADD INDEX ' ~ index.get('name') ~ ' ' ~ index.get('definition')) -%}
  {%- endfor -%}
  {%- if changes -%}
    {%- call statement('add_projections_and_indexes') -%}
      alter table {{ relation }} {{ on_cluster_clause(relation) }} {{ changes | join(', ') }}
    {%- endcall -%}
  {%- endif -%}
{% endmacro %}

{#- They are part of the table from its beginning. -#}
{% macro clickhouse__create_indexes(relation) %}
{% endmacro %}
