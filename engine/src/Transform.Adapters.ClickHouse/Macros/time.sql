{% macro clickhouse__current_timestamp() -%}
  now()
{%- endmacro %}
