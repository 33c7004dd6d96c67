{#
  The incremental strategy that finds a row by its key and replaces it. PostgreSQL and DuckDB merge; ClickHouse has no MERGE and
  deletes the old row before it inserts the new one.
#}
{% macro upsert_strategy() -%}
    {{ return(adapter.dispatch('upsert_strategy', 'shop')()) }}
{%- endmacro %}

{% macro default__upsert_strategy() -%}
    {{ return('merge') }}
{%- endmacro %}

{% macro clickhouse__upsert_strategy() -%}
    {{ return('delete+insert') }}
{%- endmacro %}
