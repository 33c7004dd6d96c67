{% macro to_cents(column, factor=100) -%}
    cast({{ column }} * {{ factor }} as integer)
{%- endmacro %}

{% macro label(text) %}{{ return(adapter.dispatch('label', 'everything')(text)) }}{% endmacro %}

{% macro default__label(text) %}'{{ text | upper }}'{% endmacro %}
