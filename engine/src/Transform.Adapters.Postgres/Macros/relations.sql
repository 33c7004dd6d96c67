{#- A table with a contract is made from its columns first and filled then: that way it has its constraints. -#}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
  {%- set has_contract = (config.get('contract') or {}).get('enforced') -%}
  {%- if has_contract -%}
    {{ get_assert_columns_equivalent(sql) }}
  {%- endif -%}
  {%- set partitioning = none if temporary else postgres_partition_config() -%}
  {%- if partitioning is not none -%}
    {{ postgres_create_partitioned_table_as(partitioning, relation, sql, has_contract) }}
  {%- else -%}
  {%- set kind = 'temporary table' if temporary else 'unlogged table' if config.get('unlogged', false) else 'table' -%}
  {{ config.get('sql_header') or '' }}
  create {{ kind }} {{ relation }}
  {% if has_contract and not temporary -%}
    {{ get_table_columns_and_constraints() }};
    insert into {{ relation }} ({{ adapter.dispatch('get_column_names', 'dbt')() }}) (
      {{ get_select_subquery(sql) }}
    );
  {%- else -%}
    as (
      {{ sql }}
    );
  {%- endif -%}
  {%- endif -%}
{%- endmacro %}

{% macro postgres__get_replace_table_sql(relation, sql) -%}
  {%- do exceptions.raise_compiler_error('PostgreSQL replaces no table in one statement: make ' ~ relation ~ ' beside the old one and rename it') -%}
{%- endmacro %}

{#- By one that has the same columns and perhaps more. -#}
{% macro postgres__get_replace_view_sql(relation, sql) -%}
  {%- if (config.get('contract') or {}).get('enforced') -%}
    {{ get_assert_columns_equivalent(sql) }}
  {%- endif -%}
  {{ config.get('sql_header') or '' }}
  create or replace view {{ relation }} as (
    {{ sql }}
  );
{%- endmacro %}

{% macro postgres__drop_table(relation) -%}
  {{ postgres_lock_to_drop(relation) }}
  {{- default__drop_table(relation) }}
{%- endmacro %}

{% macro postgres__drop_view(relation) -%}
  {{ postgres_lock_to_drop(relation) }}
  {{- default__drop_view(relation) }}
{%- endmacro %}

{% macro postgres__drop_materialized_view(relation) -%}
  {{ postgres_lock_to_drop(relation) }}
  {{- default__drop_materialized_view(relation) }}
{%- endmacro %}

{% macro postgres__get_rename_table_sql(relation, new_name) -%}
  {{ default__get_rename_table_sql(relation, new_name) }};
  {{ postgres_rename_partitions(relation.identifier, relation.incorporate(path={'identifier': new_name})) }}
{%- endmacro %}

{% macro postgres__rename_relation(from_relation, to_relation) -%}
  {%- do default__rename_relation(from_relation, to_relation) -%}
  {%- set partitions = postgres_rename_partitions(from_relation.identifier, to_relation) -%}
  {%- do run_query(partitions) if partitions -%}
{%- endmacro %}

{% macro postgres__get_rename_view_sql(relation, new_name) -%}
  {{ default__get_rename_view_sql(relation, new_name) }}
{%- endmacro %}

{% macro postgres__get_rename_materialized_view_sql(relation, new_name) -%}
  {{ default__get_rename_materialized_view_sql(relation, new_name) }}
{%- endmacro %}

{#- Names end after 63 bytes, and the server cuts what is longer without a word: the name gives way to the suffix. -#}
{% macro postgres__make_relation_with_suffix(base_relation, suffix, dstring) %}
  {%- set ending = suffix ~ (modules.datetime.datetime.now().strftime('%H%M%S%f') if dstring else '') -%}
  {%- do return(base_relation.incorporate(path={'identifier': adapter.fit_name(base_relation.identifier, ending)})) -%}
{% endmacro %}

{% macro postgres__make_intermediate_relation(base_relation, suffix) %}
  {%- do return(postgres__make_relation_with_suffix(base_relation, suffix, false)) -%}
{% endmacro %}

{% macro postgres__make_backup_relation(base_relation, backup_relation_type, suffix) %}
  {%- do return(postgres__make_relation_with_suffix(base_relation, suffix, false).incorporate(type=backup_relation_type)) -%}
{% endmacro %}

{#- Temporary tables lie in a schema of the session's own. -#}
{% macro postgres__make_temp_relation(base_relation, suffix) %}
  {%- do return(postgres__make_relation_with_suffix(base_relation, suffix, true).incorporate(path={'schema': none, 'database': none})) -%}
{% endmacro %}
