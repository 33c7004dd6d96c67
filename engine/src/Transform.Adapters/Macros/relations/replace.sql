{#- SQL that puts a relation in the place of another: in one statement where the warehouse replaces relations of that kind,
    else beside it and then under its name, as far as the two can be renamed. -#}
{% macro get_replace_sql(existing_relation, target_relation, sql) -%}
  {{ adapter.dispatch('get_replace_sql', 'dbt')(existing_relation, target_relation, sql) }}
{%- endmacro %}

{% macro default__get_replace_sql(existing_relation, target_relation, sql) -%}
  {%- set in_place = existing_relation.can_be_replaced and existing_relation.type == target_relation.type -%}
  {%- set old_moves = existing_relation.can_be_renamed -%}
  {%- if in_place and target_relation.is_view -%}
    {{ get_replace_view_sql(target_relation, sql) }}
  {%- elif in_place and target_relation.is_table -%}
    {{ get_replace_table_sql(target_relation, sql) }}
  {%- elif in_place and target_relation.is_materialized_view -%}
    {{ get_replace_materialized_view_sql(target_relation, sql) }}
  {%- elif target_relation.can_be_renamed -%}
    {{ get_create_intermediate_sql(target_relation, sql) }};
    {{ get_create_backup_sql(existing_relation) if old_moves else get_drop_sql(existing_relation) }};
    {{ get_rename_intermediate_sql(target_relation) }}
    {{- ';\n' ~ get_drop_backup_sql(existing_relation) if old_moves }}
  {%- else -%}
    {{ get_create_backup_sql(existing_relation) if old_moves else get_drop_sql(existing_relation) }};
    {{ get_create_sql(target_relation, sql) }}
    {{- ';\n' ~ get_drop_backup_sql(existing_relation) if old_moves }}
  {%- endif -%}
{%- endmacro %}

{#- One statement that puts a new view in the place of an old one, for warehouses whose capabilities say so. -#}
{% macro get_replace_view_sql(relation, sql) -%}
  {{ adapter.dispatch('get_replace_view_sql', 'dbt')(relation, sql) }}
{%- endmacro %}

{% macro default__get_replace_view_sql(relation, sql) -%}
  {{ config.get('sql_header', '') }}
  create or replace view {{ relation }} as (
    {{ sql }}
  )
{%- endmacro %}

{#- The same for tables. -#}
{% macro get_replace_table_sql(relation, sql) -%}
  {{ adapter.dispatch('get_replace_table_sql', 'dbt')(relation, sql) }}
{%- endmacro %}

{% macro default__get_replace_table_sql(relation, sql) -%}
  {{ config.get('sql_header', '') }}
  create or replace table {{ relation }} as (
    {{ sql }}
  )
{%- endmacro %}

{#- Called by models' own macros: a view at the end of the node's run, whatever was there before. -#}
{% macro create_or_replace_view() %}
  {%- set old_relation = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
  {%- set target_relation = api.Relation.create(database=database, schema=schema, identifier=model['alias'], type='view') -%}
  {{ run_hooks(pre_hooks) }}
  {%- if old_relation is not none and old_relation.is_table -%}
    {{ handle_existing_table(should_full_refresh(), old_relation) }}
  {%- endif -%}
  {%- call statement('main') -%}
    {{ get_create_view_as_sql(target_relation, sql) }}
  {%- endcall -%}
  {%- set was_view = old_relation is not none and old_relation.is_view -%}
  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(was_view, full_refresh_mode=true)) -%}
  {{ run_hooks(post_hooks) }}
  {%- do return({'relations': [target_relation]}) -%}
{% endmacro %}

{#- What happens to a table that a view is to take the place of. -#}
{% macro handle_existing_table(full_refresh, old_relation) -%}
  {{ adapter.dispatch('handle_existing_table', 'dbt')(full_refresh, old_relation) }}
{%- endmacro %}

{% macro default__handle_existing_table(full_refresh, old_relation) -%}
  {%- do adapter.drop_relation(old_relation) -%}
{%- endmacro %}
