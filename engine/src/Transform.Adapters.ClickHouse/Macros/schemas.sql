{% macro clickhouse__create_schema(relation) -%}
  {%- call statement('create_schema') -%}
    create database if not exists {{ relation.without_identifier() }}
  {%- endcall -%}
{%- endmacro %}

{% macro clickhouse__drop_schema(relation) -%}
  {%- call statement('drop_schema') -%}
    drop database if exists {{ relation.without_identifier() }}
  {%- endcall -%}
{%- endmacro %}

{#- Names have two parts: there is nothing above a schema. -#}
{% macro clickhouse__generate_database_name(custom_database_name=none, node=none) -%}
  {%- do return('') -%}
{%- endmacro %}

{% macro clickhouse__list_schemas(database) -%}
  {%- do return(run_query('select name from system.databases')) -%}
{%- endmacro %}
