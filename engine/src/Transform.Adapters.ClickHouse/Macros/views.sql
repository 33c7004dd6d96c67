{% macro clickhouse__create_view_as(relation, sql) -%}
  {{ config.get('sql_header') or '' }}
  create or replace view {{ relation.include(database=False) }} {{ on_cluster_clause(relation) }}
  {{ get_sql_security_clause(relation) }}
  {% if (config.get('contract') or {}).get('enforced') -%}
    {{ get_assert_columns_equivalent(sql) }}
  {%- endif %}
  as (
    {{ sql }}
    {{ adapter.get_model_query_settings(model) }}
  )
  {{ adapter.get_model_settings(model, config.get('engine', default='MergeTree')) if (model or {}).get('config', {}).get('materialized') == 'view' }}
{%- endmacro %}

{#- Whose rights count where the view is read: those of its definer, or those of whoever reads it. -#}
{% macro get_sql_security_clause(relation) -%}
  {%- set security = config.get('sql_security') -%}
  {%- if security == 'definer' -%}
    {%- set definer = config.require('definer') -%}
    {%- if not definer -%}
      {%- do exceptions.raise_compiler_error('sql_security: definer needs the config definer, a user') -%}
    {%- endif -%}
    DEFINER = {{ definer }} SQL SECURITY DEFINER
  {%- elif security == 'invoker' -%}
    SQL SECURITY INVOKER
  {%- elif security -%}
    {%- do exceptions.raise_compiler_error("sql_security is definer or invoker, not '" ~ security ~ "'") -%}
  {%- endif -%}
{%- endmacro %}
