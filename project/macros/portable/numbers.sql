{#
  Everything that one warehouse writes differently from the next lives in this folder, behind dispatch: models call
  the macro, and a new warehouse adds its own version here and nowhere else. default__ is standard SQL with
  PostgreSQL's functions.
#}

{# Text as a decimal, or null where it is not one. Give it clean_text() output. #}
{% macro safe_decimal(expression, scale=2) -%}
    {{ return(adapter.dispatch('safe_decimal', 'shop')(expression, scale)) }}
{%- endmacro %}

{% macro default__safe_decimal(expression, scale) -%}
    case when {{ expression }} ~ '^[+-]?[0-9]{1,15}([.][0-9]*)?$' then cast({{ expression }} as decimal(18, {{ scale }})) end
{%- endmacro %}

{% macro duckdb__safe_decimal(expression, scale) -%}
    case when regexp_full_match({{ expression }}, '[+-]?[0-9]{1,15}([.][0-9]*)?') then try_cast({{ expression }} as decimal(18, {{ scale }})) end
{%- endmacro %}

{# toDecimal cuts off what it cannot keep, the others round. #}
{% macro clickhouse__safe_decimal(expression, scale) -%}
    cast(round(toDecimal128OrNull(case when match({{ expression }}, '^[+-]?[0-9]{1,15}([.][0-9]*)?$') then {{ expression }} end, 12), {{ scale }}) as decimal(18, {{ scale }}))
{%- endmacro %}


{# Text as a whole number, or null where it is not one; "2.0" is one. #}
{% macro safe_integer(expression) -%}
    {{ return(adapter.dispatch('safe_integer', 'shop')(expression)) }}
{%- endmacro %}

{% macro default__safe_integer(expression) -%}
    case when {{ expression }} ~ '^[+-]?[0-9]{1,9}([.]0*)?$' then cast(cast({{ expression }} as decimal(18, 2)) as integer) end
{%- endmacro %}

{% macro duckdb__safe_integer(expression) -%}
    case when regexp_full_match({{ expression }}, '[+-]?[0-9]{1,9}([.]0*)?') then try_cast({{ expression }} as integer) end
{%- endmacro %}

{% macro clickhouse__safe_integer(expression) -%}
    case when match({{ expression }}, '^[+-]?[0-9]{1,9}([.]0*)?$') then toInt32OrNull(extract({{ expression }}, '^[+-]?[0-9]+')) end
{%- endmacro %}


{# Division that keeps the whole part and answers with an integer. #}
{% macro whole_quotient(dividend, divisor) -%}
    {{ return(adapter.dispatch('whole_quotient', 'shop')(dividend, divisor)) }}
{%- endmacro %}

{% macro default__whole_quotient(dividend, divisor) -%}
    cast(floor(({{ dividend }}) / ({{ divisor }})) as bigint)
{%- endmacro %}

{% macro duckdb__whole_quotient(dividend, divisor) -%}
    (({{ dividend }}) // ({{ divisor }}))
{%- endmacro %}

{% macro clickhouse__whole_quotient(dividend, divisor) -%}
    intDiv(toInt64({{ dividend }}), toInt64({{ divisor }}))
{%- endmacro %}


{#
  The quotient of two numbers that are not negative, in decimals, halves rounded up; null, not an error, where there is nothing to
  divide by. In whole numbers throughout: where a warehouse divides decimals as floating-point numbers, an exact half comes out
  on either side.
#}
{% macro ratio(part, whole, scale=4) -%}
    {%- set unit = '0.' ~ '0' * (scale - 1) ~ '1' -%}
    cast({{ whole_quotient(2 * 10 ** scale ~ ' * (' ~ part ~ ') + (' ~ whole ~ ')', 'nullif(2 * (' ~ whole ~ '), 0)') }}
        * cast('{{ unit }}' as decimal(18, {{ scale }})) as decimal(18, {{ scale }}))
{%- endmacro %}

{# What a sum of money is for each of so many: to the cent. #}
{% macro money_per(sum, count) -%}
    {{ ratio("cast(100 * (" ~ sum ~ ") as bigint)", "100 * (" ~ count ~ ")", scale=2) }}
{%- endmacro %}
