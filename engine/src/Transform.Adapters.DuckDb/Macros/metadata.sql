{#- The schema of every attached database lies in the one called "system". -#}
{% macro duckdb__information_schema_name(database) -%}
  {{ 'system.' if database }}information_schema
{%- endmacro %}
