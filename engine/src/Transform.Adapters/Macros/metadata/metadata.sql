{% macro information_schema_name(database) -%}
  {{ return(adapter.dispatch('information_schema_name', 'dbt')(database)) }}
{%- endmacro %}

{% macro default__information_schema_name(database) -%}
  {{ database ~ '.' if database }}information_schema
{%- endmacro %}

{% macro list_schemas(database) -%}
  {{ return(adapter.dispatch('list_schemas', 'dbt')(database)) }}
{%- endmacro %}

{% macro default__list_schemas(database) -%}
  {%- do return(run_query(
        "select distinct schema_name from " ~ information_schema_name(database) ~ ".schemata"
        ~ " where lower(catalog_name) = lower('" ~ dbt.escape_single_quotes(database or '') ~ "')")) -%}
{%- endmacro %}

{% macro check_schema_exists(information_schema, schema) -%}
  {{ return(adapter.dispatch('check_schema_exists', 'dbt')(information_schema, schema)) }}
{%- endmacro %}

{% macro default__check_schema_exists(information_schema, schema) -%}
  {%- do return(run_query(
        "select count(*) from " ~ information_schema_name(information_schema.database) ~ ".schemata"
        ~ " where lower(catalog_name) = lower('" ~ dbt.escape_single_quotes(information_schema.database or '') ~ "')"
        ~ " and lower(schema_name) = lower('" ~ dbt.escape_single_quotes(schema) ~ "')")) -%}
{%- endmacro %}

{% macro list_relations_without_caching(schema_relation) -%}
  {{ return(adapter.dispatch('list_relations_without_caching', 'dbt')(schema_relation)) }}
{%- endmacro %}

{% macro default__list_relations_without_caching(schema_relation) -%}
  {{ return(adapter.list_relations_without_caching(schema_relation)) }}
{%- endmacro %}

{% macro get_relation_last_modified(information_schema, relations) -%}
  {{ return(adapter.dispatch('get_relation_last_modified', 'dbt')(information_schema, relations)) }}
{%- endmacro %}

{% macro default__get_relation_last_modified(information_schema, relations) -%}
  {{ exceptions.raise_not_implemented('get_relation_last_modified is not written for ' ~ adapter.type()) }}
{%- endmacro %}

{#- Fails where the warehouse would not plan a query. -#}
{% macro validate_sql(sql) -%}
  {{ return(adapter.dispatch('validate_sql', 'dbt')(sql)) }}
{%- endmacro %}

{% macro default__validate_sql(sql) -%}
  {%- call statement('validate_sql') -%}
    explain {{ sql }}
  {%- endcall -%}
  {{ return(load_result('validate_sql')) }}
{%- endmacro %}

{#- What a schema holds besides tables and views: its functions. -#}
{% macro list_function_relations_without_caching(schema_relation) -%}
  {{ return(adapter.dispatch('list_function_relations_without_caching', 'dbt')(schema_relation)) }}
{%- endmacro %}

{% macro default__list_function_relations_without_caching(schema_relation) -%}
  {{ exceptions.raise_not_implemented('list_function_relations_without_caching is not written for ' ~ adapter.type()) }}
{%- endmacro %}

{#- The catalog: one row for each column, with its table's name, type and comment. -#}
{% macro get_catalog(information_schema, schemas) -%}
  {{ return(adapter.dispatch('get_catalog', 'dbt')(information_schema, schemas)) }}
{%- endmacro %}

{% macro default__get_catalog(information_schema, schemas) -%}
  {%- do exceptions.raise_compiler_error('get_catalog is not written for ' ~ adapter.type()) -%}
{%- endmacro %}

{#- Columns of the catalog that tell what the warehouse knows of a table: none where the value is null. -#}
{% macro catalog_statistic(id, label, value, description) -%}
  '{{ label }}' as {{ adapter.quote('stats:' ~ id ~ ':label') }},
  {{ value }} as {{ adapter.quote('stats:' ~ id ~ ':value') }},
  '{{ description }}' as {{ adapter.quote('stats:' ~ id ~ ':description') }},
  {{ value }} is not null as {{ adapter.quote('stats:' ~ id ~ ':include') }}
{%- endmacro %}

{% macro catalog_row_count(value) -%}
  {{ dbt.catalog_statistic('row_count', 'Row Count', value, 'How many rows the warehouse estimates') }}
{%- endmacro %}

{% macro catalog_bytes(value) -%}
  {{ dbt.catalog_statistic('bytes', 'Size in Bytes', value, 'How much room it takes, with its indexes') }}
{%- endmacro %}

{% macro get_catalog_relations(information_schema, relations) -%}
  {{ return(adapter.dispatch('get_catalog_relations', 'dbt')(information_schema, relations)) }}
{%- endmacro %}

{% macro default__get_catalog_relations(information_schema, relations) -%}
  {%- do exceptions.raise_compiler_error('get_catalog_relations is not written for ' ~ adapter.type()) -%}
{%- endmacro %}

{% macro get_catalog_for_single_relation(relation) -%}
  {{ return(adapter.dispatch('get_catalog_for_single_relation', 'dbt')(relation)) }}
{%- endmacro %}

{% macro default__get_catalog_for_single_relation(relation) -%}
  {{ exceptions.raise_not_implemented('get_catalog_for_single_relation is not written for ' ~ adapter.type()) }}
{%- endmacro %}

{#- Which views and tables read which. -#}
{% macro get_relations() -%}
  {{ return(adapter.dispatch('get_relations', 'dbt')()) }}
{%- endmacro %}

{% macro default__get_relations() -%}
  {{ exceptions.raise_not_implemented('get_relations is not written for ' ~ adapter.type()) }}
{%- endmacro %}
