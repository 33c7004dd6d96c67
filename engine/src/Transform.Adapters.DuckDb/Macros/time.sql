{% macro duckdb__current_timestamp() -%}
  now()
{%- endmacro %}

{#- Snapshots keep time without a zone. -#}
{% macro duckdb__snapshot_get_time() -%}
  cast(now() as timestamp)
{%- endmacro %}

{% macro duckdb__snapshot_string_as_time(timestamp) -%}
  {{ return("'" ~ timestamp ~ "'::timestamp") }}
{%- endmacro %}
