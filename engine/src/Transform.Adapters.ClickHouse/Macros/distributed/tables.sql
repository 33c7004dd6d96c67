{#- A distributed table stands for the tables of one name on all servers of the cluster, which have the rows. -#}
{% macro clickhouse_local_relation(relation) %}
  {%- do return(relation.incorporate(path={
        'identifier': relation.identifier ~ adapter.get_clickhouse_local_suffix(),
        'schema': adapter.get_clickhouse_local_db_prefix() ~ relation.schema}, type='table')) -%}
{% endmacro %}

{% macro clickhouse_check_cluster() %}
  {%- if adapter.get_clickhouse_cluster_name() is none -%}
    {%- do exceptions.raise_compiler_error('A distributed table needs a cluster: set `cluster` in the profile') -%}
  {%- endif -%}
  {%- if run_query("select value from system.settings where name = 'insert_distributed_sync'").rows[0][0] != '1' -%}
    {%- do exceptions.raise_compiler_error('A distributed table needs the setting insert_distributed_sync, or its rows would come after the run has ended') -%}
  {%- endif -%}
{% endmacro %}

{% macro create_distributed_table(relation, local_relation) -%}
  {%- set cluster = adapter.get_clickhouse_cluster_name() -%}
  {%- if cluster is none -%}
    {%- do exceptions.raise_compiler_error('A distributed table needs a cluster: set `cluster` in the profile') -%}
  {%- endif -%}
  create or replace table {{ relation }} {{ on_cluster_clause(relation) }} as {{ local_relation }}
  engine = Distributed({{ clickhouse_literal(cluster[1:-1]) }}, {{ clickhouse_literal(local_relation.schema) }}, {{ clickhouse_literal(local_relation.identifier) }}, {{ (config.get('sharding_key') or '') | trim or 'rand()' }})
{%- endmacro %}

{#- An empty table with the columns of another, or of a query. -#}
{% macro create_empty_table_from_relation(relation, source_relation, sql=none) -%}
  {%- set columns = adapter.get_column_schema_from_query(sql, query_settings=config.get('query_settings') or {}) if sql else adapter.get_columns_in_relation(source_relation) -%}
  {%- set parts = [] -%}
  {%- for column in columns -%}
    {%- do parts.append(column.quoted ~ ' ' ~ column.data_type) -%}
  {%- endfor -%}
  {%- for projection in config.get('projections', default=[]) -%}
    {%- do parts.append(clickhouse_projection_ddl(projection)) -%}
  {%- endfor -%}
  {%- for index in config.get('indexes', default=[]) -%}
    {%- do parts.append('INDEX ' ~ index.get('name') ~ ' ' ~ index.get('definition')) -%}
  {%- endfor -%}
  {{ config.get('sql_header') or '' }}
  create table {{ relation }} {{ on_cluster_clause(relation) }} (
    {{ parts | join(', ') }}
  )
  {{ clickhouse_table_clauses() }}
{%- endmacro %}

{#- Both tables anew, with the rows of a query where there is one. -#}
{% macro create_distributed_local_table(distributed_relation, shard_relation, structure_relation, sql_query=none, has_contract=false) -%}
  {%- do drop_relation_if_exists(shard_relation) -%}
  {%- do drop_relation_if_exists(distributed_relation) -%}
  {%- do create_schema(shard_relation) if shard_relation.schema != distributed_relation.schema -%}
  {%- do run_query(create_empty_table_from_relation(shard_relation, structure_relation, sql_query)) -%}
  {%- do run_query(create_distributed_table(distributed_relation, shard_relation)) -%}
  {%- if sql_query is not none -%}
    {%- do run_query(clickhouse__insert_into(distributed_relation, sql_query, has_contract)) -%}
  {%- endif -%}
{%- endmacro %}

{#- The new rows on all servers: the distributed table and the one that has them. -#}
{% macro clickhouse_distributed_new_data(relation) %}
  {%- set distributed = relation.incorporate(path={'identifier': relation.identifier ~ '__dbt_distributed_new_data'}, type='table') -%}
  {%- set local = clickhouse_local_relation(distributed) -%}
  {%- do create_distributed_local_table(distributed, local, relation, sql) -%}
  {%- do return({'distributed': distributed, 'local': local}) -%}
{% endmacro %}
