{#- One statement that puts a new view in the place of an old one, for warehouses whose capabilities say so. -#}
{% macro get_replace_view_sql(relation, sql) -%}
  {{ adapter.dispatch('get_replace_view_sql', 'dbt')(relation, sql) }}
{%- endmacro %}

{% macro default__get_replace_view_sql(relation, sql) -%}
  {{ config.get('sql_header', '') }}
  create or replace view {{ relation }} as (
    {{ sql }}
  )
{%- endmacro %}

{#- The same for tables. -#}
{% macro get_replace_table_sql(relation, sql) -%}
  {{ adapter.dispatch('get_replace_table_sql', 'dbt')(relation, sql) }}
{%- endmacro %}

{% macro default__get_replace_table_sql(relation, sql) -%}
  {{ config.get('sql_header', '') }}
  create or replace table {{ relation }} as (
    {{ sql }}
  )
{%- endmacro %}
