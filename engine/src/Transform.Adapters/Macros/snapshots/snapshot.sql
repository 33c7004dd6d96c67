{#- The SQL of snapshots under dbt's names: the materialization calls them in this order. A strategy is a dict with unique_key,
    updated_at, scd_id (SQL), row_changed (a condition between source_data and snapshotted_data) and hard_deletes. -#}

{#- The columns that a snapshot adds, by dbt's names for them. -#}
{% macro get_snapshot_table_column_names() %}
  {%- set names = {} -%}
  {%- set renamed = config.get('snapshot_meta_column_names') or {} -%}
  {%- for name in ['dbt_valid_to', 'dbt_valid_from', 'dbt_scd_id', 'dbt_updated_at', 'dbt_is_deleted'] -%}
    {%- do names.update({name: renamed.get(name) or name}) -%}
  {%- endfor -%}
  {%- do return(names) -%}
{% endmacro %}

{#- The query's rows as first versions. -#}
{% macro build_snapshot_table(strategy, sql) -%}
  {{ adapter.dispatch('build_snapshot_table', 'dbt')(strategy, sql) }}
{%- endmacro %}

{% macro default__build_snapshot_table(strategy, sql) -%}
  {%- set added = ['dbt_scd_id', 'dbt_updated_at', 'dbt_valid_from', 'dbt_valid_to'] -%}
  {%- do added.append('dbt_is_deleted') if strategy.hard_deletes == 'new_record' -%}
  select *, {{ dbt.snapshot_fields(strategy, added) }}
  from (
    {{ sql }}
  ) as source_rows
{%- endmacro %}

{#- The values that a strategy gives the columns that a snapshot adds to a row of its query, in this order. -#}
{% macro snapshot_fields(strategy, names) -%}
  {%- set columns = dbt.snapshot_column_names() -%}
  {%- for name in names -%}
    {%- if name == 'dbt_valid_to' -%}
      {{ get_dbt_valid_to_current(strategy, columns) | trim }}
    {%- else -%}
      {{ {'dbt_scd_id': strategy.scd_id, 'dbt_is_deleted': "'False'"}.get(name, strategy.updated_at) }} as {{ columns[name] }}
    {%- endif -%}
    {{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{#- How the end of a current version is written: dbt_valid_to_current, or null with the type of a time stamp. -#}
{% macro get_dbt_valid_to_current(strategy, columns) -%}
  {%- set start, end = strategy.updated_at, config.get('dbt_valid_to_current') -%}
  coalesce(nullif({{ start }}, {{ start }}), {{ end or 'null' }}) as {{ columns.dbt_valid_to }}
{%- endmacro %}

{#- What has changed since the last time: versions to insert, versions to end. -#}
{% macro snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {{ adapter.dispatch('snapshot_staging_table', 'dbt')(strategy, source_sql, target_relation) }}
{%- endmacro %}

{#- Every branch of the union gives the same columns in the same order: kind, query, keys, dbt_updated_at, dbt_valid_from,
    dbt_valid_to, dbt_scd_id and, for new records of deleted rows, dbt_is_deleted. Strategies name columns of the query alone,
    so what they write stands where only the query can be seen. -#}
{% macro default__snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {%- set columns = dbt.snapshot_column_names() -%}
  {%- set key = strategy.unique_key -%}
  {%- set keeps_deleted = strategy.hard_deletes == 'new_record' -%}
  {%- set sees_deleted = keeps_deleted or strategy.hard_deletes == 'invalidate' -%}
  {%- set now = snapshot_get_time() -%}
  {%- set changed = '(' ~ strategy.row_changed ~ (" or snapshotted_data." ~ columns.dbt_is_deleted ~ " = 'True'" if keeps_deleted) ~ ')' -%}
  {%- set same_key = unique_key_join_on(key, 'snapshotted_data', 'source_data') -%}
  {%- set from_deleted -%}
    from snapshotted_data
    left join source_keys as source_data on {{ same_key }}
    where {{ unique_key_is_null(key, 'source_data') }}
    {%- if keeps_deleted %} and not (
      snapshotted_data.{{ columns.dbt_is_deleted }} = 'True'
      and snapshotted_data.{{ columns.dbt_valid_to }} {{ '= ' ~ config.get('dbt_valid_to_current') if config.get('dbt_valid_to_current') else 'is null' }}
    )
    {%- endif %}
  {%- endset -%}
  with snapshot_query as (
    {{ source_sql }}
  ),
  snapshotted_data as (
    select *, {{ unique_key_fields(key) }}
    from {{ target_relation }}
    where {{ dbt.snapshot_is_current(columns.dbt_valid_to) }}
  ),
  source_rows as (
    select *, {{ unique_key_fields(key) }}, {{ dbt.snapshot_fields(strategy, ['dbt_updated_at', 'dbt_valid_from']) }}
    from snapshot_query
  ),
  source_versions as (
    select
      *, {{ unique_key_fields(key) }},
      {{ dbt.snapshot_fields(strategy, ['dbt_updated_at', 'dbt_valid_from', 'dbt_valid_to', 'dbt_scd_id']) }}
    from snapshot_query
  ),
  new_versions as (
    select 'insert' as dbt_change_type, source_data.*{{ ", 'False' as " ~ columns.dbt_is_deleted if keeps_deleted }}
    from source_versions as source_data
    left join snapshotted_data on {{ same_key }}
    where {{ unique_key_is_null(key, 'snapshotted_data') }} or {{ changed }}
  ),
  ended_versions as (
    select
      'update' as dbt_change_type,
      source_data.*,
      source_data.{{ columns.dbt_updated_at }} as {{ columns.dbt_valid_to }},
      snapshotted_data.{{ columns.dbt_scd_id }}
      {{- ', snapshotted_data.' ~ columns.dbt_is_deleted if keeps_deleted }}
    from source_rows as source_data
    join snapshotted_data on {{ same_key }}
    where {{ changed }}
  )
  {%- if sees_deleted %},
  source_keys as (
    select *, {{ unique_key_fields(key) }} from snapshot_query
  ),
  deleted_versions as (
    select
      'delete' as dbt_change_type,
      source_data.*,
      {{ now }} as {{ columns.dbt_updated_at }},
      {{ now }} as {{ columns.dbt_valid_from }},
      {{ now }} as {{ columns.dbt_valid_to }},
      snapshotted_data.{{ columns.dbt_scd_id }}
      {{- ', snapshotted_data.' ~ columns.dbt_is_deleted if keeps_deleted }}
    {{ from_deleted }}
  )
  {%- endif %}
  {%- if keeps_deleted %},
  deletion_records as (
    select
      'insert' as dbt_change_type,
      {{ dbt.snapshot_last_values(source_sql, target_relation) }},
      {% for name in dbt.snapshot_key_names(key) %}snapshotted_data.{{ name }}, {% endfor %}
      {{ now }} as {{ columns.dbt_updated_at }},
      {{ now }} as {{ columns.dbt_valid_from }},
      snapshotted_data.{{ columns.dbt_valid_to }},
      {{ snapshot_hash_arguments(['snapshotted_data.' ~ columns.dbt_scd_id, now]) }} as {{ columns.dbt_scd_id }},
      'True' as {{ columns.dbt_is_deleted }}
    {{ from_deleted }}
  )
  {%- endif %}
  select * from new_versions
  union all
  select * from ended_versions
  {%- if sees_deleted %}
  union all
  select * from deleted_versions
  {%- endif %}
  {%- if keeps_deleted %}
  union all
  select * from deletion_records
  {%- endif %}
{%- endmacro %}

{#- Makes the staging table and gives its relation. -#}
{% macro build_snapshot_staging_table(strategy, sql, target_relation) %}
  {%- set staging = make_temp_relation(target_relation) -%}
  {%- call statement('build_snapshot_staging_relation') -%}
    {{ create_table_as(true, staging, snapshot_staging_table(strategy, sql, target_relation)) }}
  {%- endcall -%}
  {%- do return(staging) -%}
{% endmacro %}

{#- Ends old versions and inserts new ones. insert_cols: quoted names. -#}
{% macro snapshot_merge_sql(target, source, insert_cols) -%}
  {{ adapter.dispatch('snapshot_merge_sql', 'dbt')(target, source, insert_cols) }}
{%- endmacro %}

{#- Two statements rather than a merge: every warehouse has them. -#}
{% macro default__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- set columns = dbt.snapshot_column_names() -%}
  update {{ target }} as target_rows
  set {{ columns.dbt_valid_to }} = changes.{{ columns.dbt_valid_to }}
  from {{ source }} as changes
  where changes.{{ columns.dbt_scd_id }} = target_rows.{{ columns.dbt_scd_id }}
    and changes.dbt_change_type in ('update', 'delete')
    and {{ dbt.snapshot_is_current('target_rows.' ~ columns.dbt_valid_to) }};
  insert into {{ target }} ({{ insert_cols | join(', ') }})
  select {{ insert_cols | join(', ') }}
  from {{ source }}
  where dbt_change_type = 'insert'
{%- endmacro %}

{#- Gives the snapshot's table the columns that its query has gained and wider types; those that the query lost stay. Gives the
    names to insert, quoted. -#}
{% macro snapshot_align_columns(staging, target) %}
  {%- do adapter.expand_target_column_types(from_relation=staging, to_relation=target) -%}
  {%- set own = ['dbt_change_type'] + dbt.snapshot_key_names(config.get('unique_key')) -%}
  {%- set missing = [] -%}
  {%- for column in adapter.get_missing_columns(staging, target) if column.name | lower not in own -%}
    {%- do missing.append(column) -%}
  {%- endfor -%}
  {%- do create_columns(target, missing) -%}
  {%- set names = [] -%}
  {%- for column in adapter.get_columns_in_relation(staging) if column.name | lower not in own -%}
    {%- do names.append(adapter.quote(column.name)) -%}
  {%- endfor -%}
  {%- do return(names) -%}
{% endmacro %}

{% macro create_columns(relation, columns) %}
  {{ adapter.dispatch('create_columns', 'dbt')(relation, columns) }}
{% endmacro %}

{% macro default__create_columns(relation, columns) %}
  {%- set head = 'alter table ' ~ relation.render() ~ ' add column ' -%}
  {%- for column in columns -%}
    {%- call statement('create_columns') -%}{{ head ~ column.quoted ~ ' ' ~ column.data_type }}{%- endcall -%}
  {%- endfor -%}
{% endmacro %}

{#- Called with the staging table when all is done. -#}
{% macro post_snapshot(staging_relation) %}
  {{ adapter.dispatch('post_snapshot', 'dbt')(staging_relation) }}
{% endmacro %}

{% macro default__post_snapshot(staging_relation) %}
{% endmacro %}

{#- The whole of it. The engine does the same, quicker, as long as nobody has a version of their own. -#}
{% materialization snapshot, default %}
  {%- set found, target = get_or_create_relation(
        database=model.database, schema=model.schema, identifier=model.get('alias', model.get('name')), type='table') -%}
  {%- if not target.is_table -%}
    {%- do exceptions.relation_wrong_type(target, 'table') -%}
  {%- endif -%}
  {{ run_hooks(pre_hooks, inside_transaction=false) }}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}

  {%- set strategy_macro = strategy_dispatch(config.get('strategy')) -%}
  {%- set strategy = strategy_macro(model, 'snapshotted_data', 'source_data', model['config'], found) -%}
  {%- set staging = none -%}
  {%- if found -%}
    {%- set staging = build_snapshot_staging_table(strategy, sql, target) -%}
    {%- set checked = 'select * from ' ~ staging -%}
    {%- set final_sql = snapshot_merge_sql(target=target, source=staging, insert_cols=dbt.snapshot_align_columns(staging, target)) -%}
  {%- else -%}
    {%- set checked = build_snapshot_table(strategy, sql) -%}
    {%- set final_sql = create_table_as(false, target, checked) -%}
  {%- endif -%}
  {%- do check_time_data_types(checked) -%}
  {%- call statement('main') -%}
    {{ final_sql }}
  {%- endcall -%}

  {%- do apply_grants(target, config.get('grants'), should_revoke=should_revoke(found, full_refresh_mode=false)) -%}
  {%- do persist_docs(target, model) -%}
  {%- if not found -%}
    {%- do create_indexes(target) -%}
  {%- endif -%}
  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {%- do adapter.commit() -%}
  {%- if staging is not none -%}
    {%- do post_snapshot(staging) -%}
    {%- do drop_relation_if_exists(staging) -%}
  {%- endif -%}
  {{ run_hooks(post_hooks, inside_transaction=false) }}
  {%- do return({'relations': [target]}) -%}
{% endmaterialization %}
