{#- How new a source's rows are: one row of max_loaded_at and snapshotted_at. -#}
{% macro collect_freshness(source, loaded_at_field, filter) -%}
  {{ return(adapter.dispatch('collect_freshness', 'dbt')(source, loaded_at_field, filter)) }}
{%- endmacro %}

{% macro default__collect_freshness(source, loaded_at_field, filter) -%}
  {%- set query = 'select max(' ~ loaded_at_field ~ ') from ' ~ source ~ (' where ' ~ filter if filter else '') -%}
  {{ return(dbt.freshness_of('collect_freshness', query)) }}
{%- endmacro %}

{#- One row of a query that gives the latest time, and the time of asking. -#}
{% macro freshness_of(name, latest_time) %}
  {%- call statement(name, fetch_result=true, auto_begin=false) -%}
    select (
      {{ latest_time }}
    ) as max_loaded_at, {{ current_timestamp() }} as snapshotted_at
  {%- endcall -%}
  {%- do return(load_result(name)) -%}
{% endmacro %}

{#- The same where a query says when rows came in. -#}
{% macro collect_freshness_custom_sql(source, loaded_at_query) -%}
  {{ return(adapter.dispatch('collect_freshness_custom_sql', 'dbt')(source, loaded_at_query)) }}
{%- endmacro %}

{% macro default__collect_freshness_custom_sql(source, loaded_at_query) -%}
  {{ return(dbt.freshness_of('collect_freshness_custom_sql', loaded_at_query)) }}
{%- endmacro %}
