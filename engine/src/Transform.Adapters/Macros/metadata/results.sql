{#- The table that keeps what nodes were made from, with columns of text. Rows are added to it, and deleted by attempt. -#}
{% macro get_create_node_results_sql(relation, columns) -%}
  {{ return(adapter.dispatch('get_create_node_results_sql', 'dbt')(relation, columns)) }}
{%- endmacro %}

{% macro default__get_create_node_results_sql(relation, columns) -%}
  create table if not exists {{ relation }} (
    {%- for column in columns %}{{ ', ' if not loop.first }}{{ adapter.quote(column) }} {{ dbt.type_string() }}{% endfor -%}
  )
{%- endmacro %}
