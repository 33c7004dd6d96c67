{#- SQL for what stands beside a relation while it is rebuilt: the new one under a name for the time being, and the old one
    kept until the new one is in its place. -#}
{% macro get_create_sql(relation, sql) -%}
  {{ adapter.dispatch('get_create_sql', 'dbt')(relation, sql) }}
{%- endmacro %}

{% macro default__get_create_sql(relation, sql) -%}
  {%- if relation.is_table -%}
    {{ get_create_table_as_sql(false, relation, sql) }}
  {%- else -%}
    {%- set writer = dbt.macro_for_kind(relation, asks='get_create_sql', by_kind={
          'materialized_view': get_create_materialized_view_as_sql, 'view': get_create_view_as_sql}) -%}
    {{ writer(relation, sql) }}
  {%- endif -%}
{%- endmacro %}

{% macro get_create_intermediate_sql(relation, sql) -%}
  {{ adapter.dispatch('get_create_intermediate_sql', 'dbt')(relation, sql) }}
{%- endmacro %}

{% macro default__get_create_intermediate_sql(relation, sql) -%}
  {%- set beside = make_intermediate_relation(relation) -%}
  {{ get_drop_sql(beside) }};
  {{ get_create_sql(beside, sql) }}
{%- endmacro %}

{% macro get_rename_intermediate_sql(relation) -%}
  {{ adapter.dispatch('get_rename_intermediate_sql', 'dbt')(relation) }}
{%- endmacro %}

{% macro default__get_rename_intermediate_sql(relation) -%}
  {{ get_rename_sql(make_intermediate_relation(relation), relation.identifier) }}
{%- endmacro %}

{% macro get_create_backup_sql(relation) -%}
  {{ adapter.dispatch('get_create_backup_sql', 'dbt')(relation) }}
{%- endmacro %}

{% macro default__get_create_backup_sql(relation) -%}
  {%- set backup = make_backup_relation(relation, relation.type) -%}
  {{ get_drop_sql(backup) }};
  {{ get_rename_sql(relation, backup.identifier) }}
{%- endmacro %}

{#- Gives a table that was built beside a relation that relation's place. -#}
{% macro take_place(built, existing) -%}
  {{ adapter.dispatch('take_place', 'dbt')(built, existing) }}
{%- endmacro %}

{% macro default__take_place(built, existing) -%}
  {%- do adapter.drop_relation(existing) -%}
  {%- do adapter.rename_relation(built, existing.incorporate(type='table')) -%}
{%- endmacro %}

{#- Called where a node has failed in a warehouse that does not undo what was done: drops what stands beside the relation. -#}
{% macro clean_up_after_failure(relation) -%}
  {{ adapter.dispatch('clean_up_after_failure', 'dbt')(relation) }}
{%- endmacro %}

{% macro default__clean_up_after_failure(relation) -%}
{%- endmacro %}

{% macro get_drop_backup_sql(relation) -%}
  {{ adapter.dispatch('get_drop_backup_sql', 'dbt')(relation) }}
{%- endmacro %}

{% macro default__get_drop_backup_sql(relation) -%}
  {{ get_drop_sql(make_backup_relation(relation, relation.type)) }}
{%- endmacro %}
