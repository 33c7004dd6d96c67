{%- macro pivot(column, values, then='1', prefix='', otherwise=0) -%}
{%- for value in values %}
    sum(case when {{ column }} = '{{ value | replace("'", "''") }}' then {{ then }} else {{ otherwise }} end) as {{ prefix ~ value | lower | replace(' ', '_') }}
    {{- "," if not loop.last }}
{%- endfor -%}
{%- endmacro -%}

{% macro wrap() %}( {{ caller(1, last=2) }} ){% endmacro %}

{% macro spread() -%}
    {{ varargs | join('+') }}|{% for key, value in kwargs | dictsort %}{{ key }}={{ value }};{% endfor %}
{%- endmacro %}

{% macro kinds_in_seed() %}
    {% set found = [] %}
    {% if execute %}
        {% set result = run_query('select kind, id from ' ~ ref('paints') ~ ' where id < 4 order by id') %}
        {% for row in result.rows %}{% do found.append(row['kind'] ~ row[1]) %}{% endfor %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}

{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ target.schema if custom_schema_name is none else custom_schema_name | trim }}
{%- endmacro %}

{% macro speak(word) %}{{ adapter.dispatch('speak')(word) }}{% endmacro %}
{% macro default__speak(word) %}default {{ word }}{% endmacro %}
{% macro duckdb__speak(word) %}quack {{ word }}{% endmacro %}
