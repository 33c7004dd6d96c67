{# A relation with one bigint column `n` that counts from 0 to count - 1. `count` may be an expression without columns. #}
{% macro series(count) -%}
    {{ return(adapter.dispatch('series', 'shop')(count)) }}
{%- endmacro %}

{% macro default__series(count) -%}
    (select cast(g as bigint) as n from generate_series(0, ({{ count }}) - 1) as s (g))
{%- endmacro %}

{% macro duckdb__series(count) -%}
    (select range as n from range(0, {{ count }}))
{%- endmacro %}

{% macro clickhouse__series(count) -%}
    (select toInt64(number) as n from numbers({{ count }}))
{%- endmacro %}
