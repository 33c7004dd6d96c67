{% macro clickhouse__list_schemas(database) %}
  {%- do return(run_query('select name from system.databases')) -%}
{% endmacro %}

{% macro clickhouse__check_schema_exists(information_schema, schema) %}
  {%- do return(run_query('select count() from system.databases where name = ' ~ clickhouse_literal(schema))) -%}
{% endmacro %}

{% macro clickhouse__create_schema(relation) %}
  {%- set database = relation.without_identifier() -%}
  {%- call statement('create_schema') -%}
    create database if not exists {{ database }} {{ on_cluster_clause(database) }} {{ adapter.clickhouse_db_engine_clause() }}
  {%- endcall -%}
{% endmacro %}

{% macro clickhouse__drop_schema(relation) %}
  {%- set database = relation.without_identifier() -%}
  {%- call statement('drop_schema') -%}
    drop database if exists {{ database }} {{ on_cluster_clause(database) }}
  {%- endcall -%}
{% endmacro %}

{#- A database of ClickHouse is a schema here: there is nothing above it. -#}
{% macro clickhouse__generate_database_name(custom_database_name=none, node=none) %}
  {%- do return('') -%}
{% endmacro %}

{#- Views and materialized views are dropped as tables are. -#}
{% macro clickhouse__drop_relation(relation, obj_type='table') %}
  {%- call statement('drop_relation', auto_begin=false) -%}
    {{ clickhouse__get_drop_sql(relation) if obj_type == 'table' else clickhouse_drop(obj_type, relation) }}
  {%- endcall -%}
{% endmacro %}

{% macro clickhouse__get_drop_sql(relation) -%}
  {{ clickhouse_drop('dictionary' if relation.type == 'dictionary' else 'table', relation) }}
{%- endmacro %}

{#- All servers have dropped it when the statement ends. Projects have an on_cluster_clause of their own that cannot be told so. -#}
{% macro clickhouse_drop(kind, relation) -%}
  {%- set on_cluster = on_cluster_clause(relation) -%}
  drop {{ kind }} if exists {{ relation.render() }} {{ on_cluster }} {{ 'SYNC' if on_cluster | trim }}
{%- endmacro %}

{% macro clickhouse__drop_table(relation) -%}
  {{ clickhouse__get_drop_sql(relation) }}
{%- endmacro %}

{% macro clickhouse__drop_view(relation) -%}
  {{ clickhouse__get_drop_sql(relation) }}
{%- endmacro %}

{% macro clickhouse__drop_materialized_view(relation) -%}
  {{ clickhouse__get_drop_sql(relation) }}
{%- endmacro %}

{#- Whatever has the new name gives way. -#}
{% macro clickhouse__rename_relation(from_relation, to_relation, obj_type='table') %}
  {%- call statement('drop_relation') -%}
    drop {{ obj_type }} if exists {{ to_relation }} {{ on_cluster_clause(to_relation) }}
  {%- endcall -%}
  {%- call statement('rename_relation') -%}
    rename {{ obj_type }} {{ from_relation }} to {{ to_relation }} {{ on_cluster_clause(from_relation) }}
  {%- endcall -%}
{% endmacro %}

{% macro clickhouse__get_rename_sql(relation, new_name) -%}
  rename table {{ relation }} to {{ relation.incorporate(path={'identifier': new_name}) }} {{ on_cluster_clause(relation) }}
{%- endmacro %}

{% macro clickhouse__truncate_relation(relation) %}
  {%- call statement('truncate_relation') -%}
    truncate table {{ relation }} {{ on_cluster_clause(relation) }}
  {%- endcall -%}
{% endmacro %}

{% macro exchange_tables_atomic(old_relation, target_relation, obj_types='TABLES') %}
  {#- Replicas that lag behind would exchange what they have not got yet. -#}
  {%- if obj_types == 'TABLES' and 'Replicated' in engine_clause() and adapter.get_clickhouse_cluster_name() is not none -%}
    {%- call statement('exchange_table_sync_replica') -%}
      system sync replica {{ on_cluster_clause(target_relation) }} {{ target_relation }}
    {%- endcall -%}
  {%- endif -%}
  {%- call statement('exchange_tables_atomic') -%}
    exchange {{ obj_types }} {{ old_relation }} and {{ target_relation }} {{ on_cluster_clause(target_relation) }}
  {%- endcall -%}
{% endmacro %}

{% macro clickhouse__make_temp_relation(base_relation, suffix) %}
  {%- do return(base_relation.incorporate(path={'identifier': base_relation.identifier ~ suffix, 'schema': base_relation.schema})) -%}
{% endmacro %}

{% macro clickhouse__get_or_create_relation(database, schema, identifier, type) %}
  {%- set found = adapter.get_relation(database=database, schema=schema, identifier=identifier) -%}
  {%- if found -%}
    {%- do return([true, found]) -%}
  {%- endif -%}
  {%- do return([false, api.Relation.create(
        database=none, schema=schema, identifier=identifier, type=type,
        can_exchange=adapter.can_exchange(schema, type), can_on_cluster=adapter.should_on_cluster())]) -%}
{% endmacro %}

{% macro clickhouse__get_columns_in_query(select_sql) %}
  {%- do return(adapter.get_column_schema_from_query(select_sql, config.get('query_settings') or {}) | map(attribute='name') | list) -%}
{% endmacro %}

{% macro clickhouse__get_empty_subquery_sql(select_sql, select_sql_header=none) -%}
  {{ select_sql_header or '' }}
  select * from (
    {{ select_sql }}
  ) as __dbt_sbq
  limit 0
{%- endmacro %}

{% macro clickhouse__alter_column_type(relation, column_name, new_column_type) %}
  {%- call statement('alter_column_type') -%}
    alter table {{ relation }} {{ on_cluster_clause(relation) }} modify column {{ adapter.quote(column_name) }} {{ new_column_type }}
  {%- endcall -%}
{% endmacro %}

{% macro clickhouse__alter_relation_add_remove_columns(relation, add_columns, remove_columns) %}
  {%- set changes = [] -%}
  {%- for column in add_columns or [] -%}
    {%- do changes.append('add column ' ~ column.quoted ~ ' ' ~ column.data_type) -%}
  {%- endfor -%}
  {%- for column in remove_columns or [] -%}
    {%- do changes.append('drop column ' ~ column.quoted) -%}
  {%- endfor -%}
  {%- if changes -%}
    {%- do run_query('alter table ' ~ relation ~ ' ' ~ on_cluster_clause(relation) ~ ' ' ~ changes | join(', ')) -%}
  {%- endif -%}
{% endmacro %}
