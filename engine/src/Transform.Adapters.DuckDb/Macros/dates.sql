{% macro duckdb__date(year, month, day) -%}
  make_date({{ year }}, {{ month }}, {{ day }})
{%- endmacro %}

{#- An interval times a number takes columns as well as numbers. There is no interval of a quarter. -#}
{% macro duckdb__dateadd(datepart, interval, from_date_or_timestamp) -%}
  {%- set unit = datepart | lower | trim -%}
  ({{ from_date_or_timestamp }} + cast({{ interval }} as bigint) * interval {{ '3 month' if unit == 'quarter' else '1 ' ~ unit }})
{%- endmacro %}

{#- Weeks start on Sunday here, as in dbt; DuckDB's own start on Monday. -#}
{% macro duckdb__datediff(first_date, second_date, datepart) -%}
  {%- set unit = datepart | lower | trim -%}
  {%- set start = 'cast(' ~ first_date ~ ' as timestamp)' -%}
  {%- set end = 'cast(' ~ second_date ~ ' as timestamp)' -%}
  {%- if unit == 'week' -%}
    (date_diff('day', date_trunc('week', {{ start }} + interval 1 day), date_trunc('week', {{ end }} + interval 1 day)) // 7)
  {%- else -%}
    date_diff('{{ unit }}', {{ start }}, {{ end }})
  {%- endif -%}
{%- endmacro %}

{% macro duckdb__last_day(date, datepart) -%}
  {{ dbt.default_last_day(date, datepart) }}
{%- endmacro %}
