{#- The first value, be it null: any_value would leave nulls out. -#}
{% macro duckdb__any_value(expression) -%}
  first({{ expression }})
{%- endmacro %}

{% macro duckdb__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- set ordered = ' ' ~ order_by_clause if order_by_clause else '' -%}
  {%- if limit_num -%}
    list_aggregate(list({{ measure }}{{ ordered }})[1:{{ limit_num }}], 'string_agg', {{ delimiter_text }})
  {%- else -%}
    string_agg({{ measure }}, {{ delimiter_text }}{{ ordered }})
  {%- endif -%}
{%- endmacro %}

{% macro duckdb__generate_series(upper_bound) -%}
  select generated_number from generate_series(1, {{ upper_bound }}) as series(generated_number)
{%- endmacro %}
