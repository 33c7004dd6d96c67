{#
  Text as people meant it: without the blanks around it, and null where it stands for "nothing".
  Every text column of every landing table goes through this first.
#}
{% macro clean_text(expression) -%}
    case when lower(trim({{ expression }})) in ('', '-', 'n/a', 'na', 'none', 'null', 'unknown') then null else trim({{ expression }}) end
{%- endmacro %}


{# An enumeration's value as its one spelling: `Page-view ` is PAGE_VIEW. #}
{% macro clean_code(expression) -%}
    upper(replace(replace({{ clean_text(expression) }}, '-', '_'), ' ', '_'))
{%- endmacro %}


{# Whether a text matches a regular expression anywhere (the common subset: classes, counts, anchors, alternatives). #}
{% macro matches(expression, pattern) -%}
    {{ return(adapter.dispatch('matches', 'shop')(expression, pattern)) }}
{%- endmacro %}

{% macro default__matches(expression, pattern) -%}
    ({{ expression }} ~ '{{ pattern }}')
{%- endmacro %}

{% macro duckdb__matches(expression, pattern) -%}
    regexp_matches({{ expression }}, '{{ pattern }}')
{%- endmacro %}

{% macro clickhouse__matches(expression, pattern) -%}
    match({{ expression }}, '{{ pattern }}')
{%- endmacro %}


{# A key of several columns: 32 hexadecimal digits that depend on the values only, so it is the same on every run and warehouse. #}
{% macro hash_key(expressions) -%}
    {%- set parts = [] -%}
    {%- for expression in expressions -%}
        {%- do parts.append("coalesce(cast(" ~ expression ~ " as " ~ dbt.type_string() ~ "), '~')") -%}
    {%- endfor -%}
    {{ md5_of(parts | join(" || '|' || ")) }}
{%- endmacro %}

{% macro md5_of(expression) -%}
    {{ return(adapter.dispatch('md5_of', 'shop')(expression)) }}
{%- endmacro %}

{% macro default__md5_of(expression) -%}
    md5({{ expression }})
{%- endmacro %}

{% macro clickhouse__md5_of(expression) -%}
    lower(hex(MD5({{ expression }})))
{%- endmacro %}
