{#- A dictionary: its fields, and where it gets its rows: the model's query, a table, or an address. -#}
{% materialization dictionary, adapter='clickhouse' %}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='dictionary') -%}
  {%- do clickhouse_begin() -%}
  {%- if existing_relation is not none and existing_relation.type != 'dictionary' -%}
    {%- do adapter.drop_relation(existing_relation) -%}
  {%- endif -%}
  {%- call statement('main') -%}
    {{ clickhouse__get_create_dictionary_as_sql(target_relation, on_cluster_clause(target_relation), sql) }}
  {%- endcall -%}
  {%- do clickhouse_finish(target_relation, existing_relation, true) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{% macro clickhouse__get_create_dictionary_as_sql(relation, cluster_clause, sql) -%}
  create or replace dictionary {{ relation }} {{ cluster_clause }} (
    {% for name, data_type in config.get('fields') -%}
      {{ name }} {{ data_type }}{{ ', ' if not loop.last }}
    {%- endfor %}
  )
  {{ primary_key_clause(label='primary key') }}
  source({{ http_source() if config.get('source_type') == 'http' else clickhouse_source(sql) }})
  layout({{ config.get('layout') }})
  {{ 'lifetime(' ~ config.get('lifetime') ~ ')' if config.get('lifetime') }}
  {{ 'range(' ~ config.get('range') ~ ')' if config.get('range') }}
{%- endmacro %}

{% macro http_source() -%}
  HTTP(URL {{ clickhouse_literal(config.get('url')) }} FORMAT {{ clickhouse_literal(config.get('format')) }})
{%- endmacro %}

{% macro clickhouse_source(sql) -%}
  {%- set credentials = adapter.get_credentials(config.get('connection_overrides', {})) -%}
  CLICKHOUSE(
    {%- for key, name in [('user', 'user'), ('password', 'password'), ('database', 'db')] if credentials.get(key) %}
    {{ name }} {{ clickhouse_literal(credentials.get(key)) }}
    {%- endfor %}
    {{ 'table ' ~ clickhouse_literal(config.get('table')) if config.get('table') is not none else 'query ' ~ clickhouse_literal(sql) }}
    {{ 'update_field ' ~ clickhouse_literal(config.get('update_field')) if config.get('update_field') }}
    {{ 'update_lag ' ~ config.get('update_lag') if config.get('update_lag') is not none }}
  )
{%- endmacro %}

{% macro drop_dictionary_if_exists(relation, cluster_clause) %}
  {%- call statement('drop_dictionary_if_exists') -%}
    drop {{ 'dictionary' if relation.type == 'dictionary' else 'table' }} if exists {{ relation }} {{ cluster_clause }}
  {%- endcall -%}
{% endmacro %}
