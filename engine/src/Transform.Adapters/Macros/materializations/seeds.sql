{#- An empty table for a seed. columns: pairs of quoted name and type, in order. -#}
{% macro get_create_seed_table_sql(relation, columns) -%}
  {{ adapter.dispatch('get_create_seed_table_sql', 'dbt')(relation, columns) }}
{%- endmacro %}

{% macro default__get_create_seed_table_sql(relation, columns) -%}
  create table {{ relation }} (
    {%- for name, type in columns %}
    {{ name }} {{ type }}{{ ',' if not loop.last }}
    {%- endfor %}
  )
{%- endmacro %}
