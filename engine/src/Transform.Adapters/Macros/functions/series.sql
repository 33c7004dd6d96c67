{#- How many bits it takes to count to a number: at least 1. -#}
{% macro get_powers_of_two(upper_bound) -%}
  {{ return(adapter.dispatch('get_powers_of_two', 'dbt')(upper_bound)) }}
{%- endmacro %}

{% macro default__get_powers_of_two(upper_bound) -%}
  {%- if upper_bound <= 0 -%}
    {%- do exceptions.raise_compiler_error('A series needs an upper bound above 0, not ' ~ upper_bound) -%}
  {%- endif -%}
  {%- for power in range(1, 100) if upper_bound <= 2 ** power -%}
    {%- do return(power) -%}
  {%- endfor -%}
{%- endmacro %}

{#- The numbers from 1 on, as the column generated_number: every combination of enough bits. -#}
{% macro generate_series(upper_bound) -%}
  {{ return(adapter.dispatch('generate_series', 'dbt')(upper_bound)) }}
{%- endmacro %}

{% macro default__generate_series(upper_bound) -%}
  {%- set bits = dbt.get_powers_of_two(upper_bound) -%}
  with bit as (
    select 0 as generated_number union all select 1
  ),
  numbers as (
    select 1 {%- for i in range(bits) %} + bit{{ i }}.generated_number * {{ 2 ** i }}{% endfor %} as generated_number
    from {% for i in range(bits) %}{{ ' cross join ' if not loop.first }}bit as bit{{ i }}{% endfor %}
  )
  select *
  from numbers
  where generated_number <= {{ upper_bound }}
  order by generated_number
{%- endmacro %}

{#- How many date parts lie between two times. It asks the warehouse; while the project is parsed it is 1. -#}
{% macro get_intervals_between(start_date, end_date, datepart) -%}
  {{ return(adapter.dispatch('get_intervals_between', 'dbt')(start_date, end_date, datepart)) }}
{%- endmacro %}

{% macro default__get_intervals_between(start_date, end_date, datepart) -%}
  {%- call statement('get_intervals_between', fetch_result=true) -%}
    select {{ dbt.datediff(start_date, end_date, datepart) }}
  {%- endcall -%}
  {%- set answer = load_result('get_intervals_between') -%}
  {%- do return(answer['data'][0][0] if answer and answer['data'] else 1) -%}
{%- endmacro %}

{#- One row for each day, month, ... from the start until before the end, as the column date_<datepart>. -#}
{% macro date_spine(datepart, start_date, end_date) -%}
  {{ return(adapter.dispatch('date_spine', 'dbt')(datepart, start_date, end_date)) }}
{%- endmacro %}

{% macro default__date_spine(datepart, start_date, end_date) -%}
  with series as (
    {{ dbt.generate_series(dbt.get_intervals_between(start_date, end_date, datepart)) }}
  ),
  periods as (
    select {{ dbt.dateadd(datepart, 'row_number() over (order by 1) - 1', start_date) }} as date_{{ datepart }}
    from series
  )
  select *
  from periods
  where date_{{ datepart }} <= {{ end_date }}
{%- endmacro %}
