{#- A session sees one database: a relation of another one is an error, not a relation that is not there. -#}
{% macro postgres__create_schema(relation) -%}
  {{ postgres_verify_database(relation.database) }}
  {%- call statement('create_schema') -%}
    {#- Two sessions that see no schema would both make it: the second one would fail, if not exists or not. -#}
    select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('transform schema {{ dbt.escape_single_quotes(relation.schema) }}', 0));
    create schema if not exists {{ relation.without_identifier().include(database=false) }}
  {%- endcall -%}
{%- endmacro %}

{% macro postgres__drop_schema(relation) -%}
  {{ postgres_verify_database(relation.database) }}
  {%- call statement('drop_schema') -%}
    drop schema if exists {{ relation.without_identifier().include(database=false) }} cascade
  {%- endcall -%}
{%- endmacro %}

{% macro postgres_verify_database(database) -%}
  {%- if database -%}
    {{ adapter.verify_database(database) }}
  {%- endif -%}
{%- endmacro %}

{% macro postgres__information_schema_name(database) -%}
  information_schema
{%- endmacro %}

{% macro postgres__list_schemas(database) %}
  {{ postgres_verify_database(database) }}
  {%- call statement('list_schemas', fetch_result=true, auto_begin=false) -%}
    select nspname from pg_catalog.pg_namespace
  {%- endcall -%}
  {%- do return(load_result('list_schemas').table) -%}
{% endmacro %}

{% macro postgres__check_schema_exists(information_schema, schema) -%}
  {{ postgres_verify_database(information_schema.database) }}
  {%- call statement('check_schema_exists', fetch_result=true, auto_begin=false) -%}
    select count(*) from pg_catalog.pg_namespace where nspname = '{{ dbt.escape_single_quotes(schema) }}'
  {%- endcall -%}
  {%- do return(load_result('check_schema_exists').table) -%}
{%- endmacro %}

{#- One row for each relation and function: database, name, schema, type. -#}
{% macro postgres__list_relations_without_caching(schema_relation) %}
  {%- call statement('list_relations_without_caching', fetch_result=true) -%}
    select
      '{{ dbt.escape_single_quotes(schema_relation.database or '') }}' as database,
      things.name,
      namespaces.nspname as schema,
      things.type
    from pg_catalog.pg_namespace as namespaces
    join (
      select
        relnamespace as namespace,
        relname as name,
        case relkind when 'v' then 'view' when 'm' then 'materialized_view' else 'table' end as type
      from pg_catalog.pg_class
      where relkind in ('r', 'p', 'v', 'm')
      union
      select pronamespace, proname, 'function'
      from pg_catalog.pg_proc
    ) as things on things.namespace = namespaces.oid
    where lower(namespaces.nspname) = lower('{{ dbt.escape_single_quotes(schema_relation.schema or '') }}' collate "C")
  {%- endcall -%}
  {%- do return(load_result('list_relations_without_caching').table) -%}
{% endmacro %}

{#- As Columns. -#}
{% macro postgres__get_columns_in_relation(relation) -%}
  {%- call statement('get_columns_in_relation', fetch_result=true) -%}
    select column_name, data_type, character_maximum_length, numeric_precision, numeric_scale
    from {{ relation.information_schema('columns') }}
    where table_name = '{{ dbt.escape_single_quotes(relation.identifier) }}'
    {%- if relation.schema %}
      and table_schema = '{{ dbt.escape_single_quotes(relation.schema) }}'
    {%- endif %}
    order by ordinal_position
  {%- endcall -%}
  {%- do return(sql_convert_columns_in_relation(load_result('get_columns_in_relation').table)) -%}
{%- endmacro %}
