{#- Attached databases of other kinds have their own idea of schemas. -#}
{% macro duckdb__create_schema(relation) -%}
  {%- set found = run_query("select type from duckdb_databases() where type != 'duckdb' and lower(database_name) = lower('"
        ~ dbt.escape_single_quotes(relation.database or '') ~ "')") -%}
  {%- set kind = found.rows[0][0] if found and found.rows else 'duckdb' -%}
  {%- if kind == 'sqlite' and relation.schema != 'main' -%}
    {%- do exceptions.raise_compiler_error("A SQLite database has only the schema main, not '" ~ relation.schema ~ "'") -%}
  {%- elif kind not in ['sqlite', 'mysql'] -%}
    {%- call statement('create_schema') -%}
      create schema if not exists {{ relation.without_identifier() }}
    {%- endcall -%}
  {%- endif -%}
{%- endmacro %}

{% macro duckdb__drop_schema(relation) -%}
  {%- call statement('drop_schema') -%}
    drop schema if exists {{ relation.without_identifier() }} cascade
  {%- endcall -%}
{%- endmacro %}

{% macro duckdb__list_schemas(database) -%}
  {%- set condition = " where lower(catalog_name) = lower('" ~ dbt.escape_single_quotes(database) ~ "')" if database is not none else '' -%}
  {%- do return(run_query('select schema_name from system.information_schema.schemata' ~ condition)) -%}
{%- endmacro %}

{% macro duckdb__check_schema_exists(information_schema, schema) -%}
  {%- do return(run_query(
        "select count(*) from system.information_schema.schemata"
        ~ " where lower(schema_name) = lower('" ~ dbt.escape_single_quotes(schema) ~ "')"
        ~ " and lower(catalog_name) = lower('" ~ dbt.escape_single_quotes(information_schema.database or '') ~ "')")) -%}
{%- endmacro %}

{#- One row for each relation: database, name, schema, type. -#}
{% macro duckdb__list_relations_without_caching(schema_relation) -%}
  {%- call statement('list_relations_without_caching', fetch_result=true) -%}
    select
      table_catalog as database,
      table_name as name,
      table_schema as schema,
      case when table_type = 'VIEW' then 'view' when table_type in ('BASE TABLE', 'LOCAL TEMPORARY') then 'table' end as type
    from system.information_schema.tables
    where lower(table_schema) = lower('{{ dbt.escape_single_quotes(schema_relation.schema or '') }}')
      and lower(table_catalog) = lower('{{ dbt.escape_single_quotes(schema_relation.database or '') }}')
  {%- endcall -%}
  {%- do return(load_result('list_relations_without_caching').table) -%}
{%- endmacro %}

{#- As Columns; a type's text has its sizes in it. -#}
{% macro duckdb__get_columns_in_relation(relation) -%}
  {%- call statement('get_columns_in_relation', fetch_result=true) -%}
    select column_name, column_type, cast(null as bigint), cast(null as bigint), cast(null as bigint)
    from (describe {{ relation.render() }})
  {%- endcall -%}
  {%- do return(sql_convert_columns_in_relation(load_result('get_columns_in_relation').table)) -%}
{%- endmacro %}
