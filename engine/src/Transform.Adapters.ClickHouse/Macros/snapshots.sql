{#- The hash is a number here, as in dbt. -#}
{% macro clickhouse__snapshot_hash_arguments(args) -%}
  halfMD5(
  {%- for arg in args -%}
    coalesce(cast({{ arg }} as varchar), ''){{ " || '|' || " if not loop.last }}
  {%- endfor -%}
  )
{%- endmacro %}

{% macro clickhouse__current_timestamp() -%}
  now()
{%- endmacro %}

{% macro clickhouse__snapshot_string_as_time(timestamp) -%}
  {{ return("toDateTime('" ~ timestamp ~ "')") }}
{%- endmacro %}

{#- Statements see no tables of other sessions' making, so the staging table is an ordinary one. -#}
{% macro build_snapshot_staging_table(strategy, sql, target_relation) %}
  {%- set staging = make_temp_relation(target_relation) -%}
  {%- do adapter.drop_relation(staging) -%}
  {%- call statement('build_snapshot_staging_relation') -%}
    create table {{ staging }} {{ on_cluster_clause(staging) }} engine = MergeTree order by tuple() as
    {{ snapshot_staging_table(strategy, sql, target_relation) }}
  {%- endcall -%}
  {%- do return(staging) -%}
{% endmacro %}

{% macro clickhouse__post_snapshot(staging_relation) %}
  {%- do drop_relation_if_exists(staging_relation) -%}
{% endmacro %}

{#- The same as everywhere, but that a join without a match gives nulls here only where that is asked for, and that the time of asking
    has to be one and the same in all branches. -#}
{% macro clickhouse__snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {{ default__snapshot_staging_table(strategy, source_sql, target_relation) }}
  settings join_use_nulls = 1
{%- endmacro %}

{#- The snapshot as it will be, beside the old one, and then in its place: rows are not changed where they are. -#}
{% macro clickhouse__snapshot_merge_sql(target, source, insert_cols) %}
  {%- set columns = dbt.snapshot_column_names() -%}
  {%- set names = insert_cols | join(', ') -%}
  {%- set valid_to = adapter.quote(columns.dbt_valid_to) -%}
  {%- set upsert = target.derivative('__snapshot_upsert', 'table') -%}
  {%- do adapter.drop_relation(upsert) -%}
  {%- call statement('create_upsert_relation') -%}
    create table {{ upsert }} {{ on_cluster_clause(upsert) }} as {{ target }}
  {%- endcall -%}
  {%- call statement('insert_unchanged_data') -%}
    insert into {{ upsert }} ({{ names }})
    select {{ names }}
    from {{ target }}
    where {{ columns.dbt_scd_id }} not in (select {{ columns.dbt_scd_id }} from {{ source }} where dbt_change_type in ('update', 'delete'))
      or not ({{ dbt.snapshot_is_current(columns.dbt_valid_to) }})
  {%- endcall -%}
  {%- call statement('insert_updated_and_deleted') -%}
    insert into {{ upsert }} ({{ names }})
    select
      {%- for name in insert_cols %}
      {{ 'changes.' ~ columns.dbt_valid_to if name == valid_to else 'kept.' ~ name }} as {{ name }}{{ ',' if not loop.last }}
      {%- endfor %}
    from {{ target }} as kept
    join (
      select {{ columns.dbt_scd_id }}, {{ columns.dbt_valid_to }} from {{ source }} where dbt_change_type in ('update', 'delete')
    ) as changes on kept.{{ columns.dbt_scd_id }} = changes.{{ columns.dbt_scd_id }}
    where {{ dbt.snapshot_is_current('kept.' ~ columns.dbt_valid_to) }}
  {%- endcall -%}
  {%- call statement('insert_new') -%}
    insert into {{ upsert }} ({{ names }})
    select {{ names }} from {{ source }} where dbt_change_type = 'insert'
  {%- endcall -%}
  {%- do take_place(upsert, target) -%}
  {%- do return('select 1') -%}
{% endmacro %}

{% macro clickhouse__create_columns(relation, columns) %}
  {%- do alter_relation_add_remove_columns(relation, columns, none) -%}
{% endmacro %}
