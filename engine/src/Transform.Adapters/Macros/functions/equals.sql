{% macro equals(expr1, expr2) -%}
  {{ return(adapter.dispatch('equals', 'dbt')(expr1, expr2)) }}
{%- endmacro %}

{#- Two nulls are equal only where the project's flags say so. -#}
{% macro default__equals(expr1, expr2) -%}
  {%- set same = expr1 ~ ' = ' ~ expr2 -%}
  {%- set both_null = expr1 ~ ' is null and ' ~ expr2 ~ ' is null' -%}
  {{ 'case when (' ~ same ~ ') or (' ~ both_null ~ ') then 0 else 1 end = 0' if flags.ENABLE_TRUTHY_NULLS_EQUALS_MACRO else '(' ~ same ~ ')' }}
{%- endmacro %}
