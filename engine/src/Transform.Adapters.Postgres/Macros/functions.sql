{#- PostgreSQL 15 has no any_value. -#}
{% macro postgres__any_value(expression) -%}
  min({{ expression }})
{%- endmacro %}

{% macro postgres__equals(expr1, expr2) -%}
  ({{ expr1 }} {{ 'is not distinct from' if adapter.behavior.enable_truthy_nulls_equals_macro.no_warn else '=' }} {{ expr2 }})
{%- endmacro %}

{#- An interval times a number takes columns as well as numbers. There is no interval of a quarter. -#}
{% macro postgres__dateadd(datepart, interval, from_date_or_timestamp) -%}
  {%- set unit = datepart | lower | trim -%}
  {{ from_date_or_timestamp }} + (interval '{{ '3 month' if unit == 'quarter' else '1 ' ~ unit }}') * ({{ interval }})
{%- endmacro %}

{#- How many borders of the unit lie between the two. Weeks start on Sunday here, as in dbt. -#}
{% macro postgres__datediff(first_date, second_date, datepart) -%}
  {%- set unit = datepart | lower | trim -%}
  {%- set start = '(' ~ first_date ~ ')::timestamp' -%}
  {%- set end = '(' ~ second_date ~ ')::timestamp' -%}
  {%- set per_year = {'year': 1, 'quarter': 4, 'month': 12} -%}
  {%- set per_second = {'hour': '/ 3600', 'minute': '/ 60', 'second': '', 'millisecond': '* 1000', 'microsecond': '* 1000000'} -%}
  {%- if unit == 'day' -%}
    ({{ end }}::date - {{ start }}::date)
  {%- elif unit == 'week' -%}
    ((date_trunc('week', {{ end }} + interval '1 day')::date - date_trunc('week', {{ start }} + interval '1 day')::date) / 7)
  {%- elif unit in per_year -%}
    ((date_part('year', {{ end }}) - date_part('year', {{ start }})) * {{ per_year[unit] }}
    {%- if unit != 'year' %} + date_part('{{ unit }}', {{ end }}) - date_part('{{ unit }}', {{ start }}){% endif %})
  {%- elif unit in per_second -%}
    {%- set precision = unit ~ 's' if unit in ['millisecond', 'microsecond'] else unit -%}
    round(date_part('epoch', date_trunc('{{ precision }}', {{ end }}) - date_trunc('{{ precision }}', {{ start }})) {{ per_second[unit] }})
  {%- else -%}
    {%- do exceptions.raise_compiler_error("datediff has no part '" ~ datepart ~ "' on PostgreSQL") -%}
  {%- endif -%}
{%- endmacro %}

{% macro postgres__last_day(date, datepart) -%}
  {{ dbt.default_last_day(date, datepart) }}
{%- endmacro %}

{% macro postgres__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- set ordered = ' ' ~ order_by_clause if order_by_clause else '' -%}
  {%- if limit_num -%}
    array_to_string((array_agg({{ measure }}{{ ordered }}))[1:{{ limit_num }}], {{ delimiter_text }})
  {%- else -%}
    string_agg({{ measure }}, {{ delimiter_text }}{{ ordered }})
  {%- endif -%}
{%- endmacro %}

{% macro postgres__split_part(string_text, delimiter_text, part_number) -%}
  {%- if part_number < 0 -%}
    {{ dbt._split_part_negative(string_text, delimiter_text, part_number) }}
  {%- else -%}
    {{ dbt.default__split_part(string_text, delimiter_text, part_number) }}
  {%- endif -%}
{%- endmacro %}
