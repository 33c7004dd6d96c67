{#
  Fills a table with a query's rows, whatever it held before, and says how many it holds now.
  Readers see the old rows or the new ones.
#}
{% macro replace_table(relation, query) %}
    {% do adapter.create_schema(relation.without_identifier()) %}
    {% do run_query(adapter.dispatch('replace_table_sql', 'shop')(relation, query)) %}
    {% set counted = run_query('select count(*) from ' ~ relation) %}
    {{ return(counted.rows[0][0]) }}
{% endmacro %}

{% macro default__replace_table_sql(relation, query) %}
    begin;
    drop table if exists {{ relation }} cascade;
    create table {{ relation }} as
    {{ query }};
    commit;
{% endmacro %}

{% macro duckdb__replace_table_sql(relation, query) %}
    create or replace table {{ relation }} as
    {{ query }}
{% endmacro %}

{% macro clickhouse__replace_table_sql(relation, query) %}
    create or replace table {{ relation }}
    engine = MergeTree
    order by tuple()
    as {{ query }}
{% endmacro %}


{# Fresh statistics for the planner after a large table changed. #}
{% macro refresh_statistics(relation) -%}
    {{ return(adapter.dispatch('refresh_statistics', 'shop')(relation)) }}
{%- endmacro %}

{% macro default__refresh_statistics(relation) -%}
    analyze {{ relation }}
{%- endmacro %}

{# ClickHouse keeps its statistics itself. #}
{% macro clickhouse__refresh_statistics(relation) %}{% endmacro %}
