{#- Whether the engine speaks for dbt 2 rather than for dbt 1. -#}
{% macro is_core_v2() -%}
  {{ return(dbt_version.split('.')[0] == '2') }}
{%- endmacro %}
