{#- What a snapshot is made of, as expressions over one row of its query.
    unique_key, updated_at, scd_id: SQL; row_changed: a condition between the row (source_data) and its last version
    (snapshotted_data); hard_deletes: ignore or invalidate. -#}
{% macro snapshot_strategy(settings, target_exists, sql) %}
  {%- set name = settings.get('strategy') -%}
  {%- set strategy_macro = context.get('snapshot_' ~ name ~ '_strategy') -%}
  {%- if not strategy_macro -%}
    {%- do exceptions.raise_compiler_error("There is no snapshot strategy '" ~ name ~ "': use timestamp or check") -%}
  {%- endif -%}
  {%- set strategy = strategy_macro(model, 'snapshotted_data', 'source_data', settings, target_exists) -%}
  {%- set hard_deletes = settings.get('hard_deletes') or ('invalidate' if settings.get('invalidate_hard_deletes') else 'ignore') -%}
  {%- do strategy.update({'hard_deletes': strategy.get('hard_deletes') or hard_deletes, 'current_end': settings.get('dbt_valid_to_current')}) -%}
  {%- do return(strategy) -%}
{% endmacro %}

{#- A row has changed when its own time stamp is later than that of the last version. -#}
{% macro snapshot_timestamp_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {%- set updated_at = model_config['updated_at'] -%}
  {%- set key = model_config['unique_key'] -%}
  {%- do return({
      'unique_key': key,
      'updated_at': updated_at,
      'row_changed': '(' ~ snapshotted_rel ~ '.dbt_valid_from < ' ~ current_rel ~ '.' ~ updated_at ~ ')',
      'scd_id': snapshot_hash_arguments(key_columns(key) + [updated_at]),
  }) -%}
{% endmacro %}

{#- A row has changed when one of the columns to check has. -#}
{% macro snapshot_check_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {%- set key = model_config['unique_key'] -%}
  {%- set updated_at = model_config.get('updated_at') or snapshot_get_time() -%}
  {%- set wanted = model_config['check_cols'] -%}
  {%- set columns = get_columns_in_query(node['compiled_code'] or sql) if wanted == 'all' else wanted -%}
  {%- set tests = [] -%}
  {%- for column in columns -%}
    {%- set quoted = adapter.quote(column) if wanted == 'all' else column -%}
    {%- do tests.append(snapshotted_rel ~ '.' ~ quoted ~ ' is distinct from ' ~ current_rel ~ '.' ~ quoted) -%}
  {%- endfor -%}
  {%- do return({
      'unique_key': key,
      'updated_at': updated_at,
      'row_changed': '(' ~ (tests | join(' or ') or 'false') ~ ')',
      'scd_id': snapshot_hash_arguments(key_columns(key) + [updated_at]),
  }) -%}
{% endmacro %}

{% macro snapshot_hash_arguments(args) -%}
  {{ adapter.dispatch('snapshot_hash_arguments', 'dbt')(args) }}
{%- endmacro %}

{#- One hash of several values. The text that is hashed is the same as dbt's, so that ids stay when a project moves over. -#}
{% macro default__snapshot_hash_arguments(args) -%}
  md5(
  {%- for arg in args -%}
    coalesce(cast({{ arg }} as varchar), ''){{ " || '|' || " if not loop.last }}
  {%- endfor -%}
  )
{%- endmacro %}

{#- The columns that a snapshot adds to its query's. -#}
{% macro build_snapshot_table(strategy, sql) -%}
  {{ adapter.dispatch('build_snapshot_table', 'dbt')(strategy, sql) }}
{%- endmacro %}

{% macro default__build_snapshot_table(strategy, sql) -%}
  select
    source_rows.*,
    {{ strategy.scd_id }} as dbt_scd_id,
    {{ strategy.updated_at }} as dbt_updated_at,
    {{ strategy.updated_at }} as dbt_valid_from,
    {{ snapshot_open_end(strategy) }} as dbt_valid_to
  from (
    {{ sql }}
  ) as source_rows
{%- endmacro %}

{#- How the end of the current version is written: null with the type of a time stamp, or what dbt_valid_to_current says. -#}
{% macro snapshot_open_end(strategy) -%}
  {%- if strategy.current_end -%}
    coalesce(nullif({{ strategy.updated_at }}, {{ strategy.updated_at }}), {{ strategy.current_end }})
  {%- else -%}
    nullif({{ strategy.updated_at }}, {{ strategy.updated_at }})
  {%- endif -%}
{%- endmacro %}

{#- What has changed since the last time: new versions to insert, and versions to end. -#}
{% macro snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {{ adapter.dispatch('snapshot_staging_table', 'dbt')(strategy, source_sql, target_relation) }}
{%- endmacro %}

{% macro default__snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {%- set keys = key_columns(strategy.unique_key) -%}
  {%- set keys_match -%}
    {%- for key in keys -%}
      {{ ' and ' if not loop.first }}source_data.dbt_unique_key_{{ loop.index }} = snapshotted_data.dbt_unique_key_{{ loop.index }}
    {%- endfor -%}
  {%- endset -%}
  {%- set added = 'dbt_unique_key_1' -%}
  with snapshot_query as (
    {{ source_sql }}
  ),
  snapshotted_data as (
    select *{% for key in keys %}, {{ key }} as dbt_unique_key_{{ loop.index }}{% endfor %}
    from {{ target_relation }}
    where {{ 'dbt_valid_to = ' ~ strategy.current_end if strategy.current_end else 'dbt_valid_to is null' }}
  ),
  source_data as (
    select
      *{% for key in keys %}, {{ key }} as dbt_unique_key_{{ loop.index }}{% endfor %},
      {{ strategy.updated_at }} as dbt_updated_at,
      {{ strategy.updated_at }} as dbt_valid_from,
      {{ snapshot_open_end(strategy) }} as dbt_valid_to,
      {{ strategy.scd_id }} as dbt_scd_id
    from snapshot_query
  ),
  new_versions as (
    select 'insert' as dbt_change_type, source_data.*
    from source_data
    left join snapshotted_data on {{ keys_match }}
    where snapshotted_data.{{ added }} is null or {{ strategy.row_changed }}
  ),
  ended_versions as (
    select
      'update' as dbt_change_type,
      source_data.* replace (source_data.dbt_updated_at as dbt_valid_to, snapshotted_data.dbt_scd_id as dbt_scd_id)
    from source_data
    join snapshotted_data on {{ keys_match }}
    where {{ strategy.row_changed }}
  )
  {%- if strategy.hard_deletes == 'invalidate' %},
  deleted_versions as (
    select
      'delete' as dbt_change_type,
      source_data.* replace (
        {{ snapshot_get_time() }} as dbt_valid_to,
        {{ snapshot_get_time() }} as dbt_updated_at,
        snapshotted_data.dbt_scd_id as dbt_scd_id)
    from snapshotted_data
    left join source_data on {{ keys_match }}
    where source_data.{{ added }} is null
  )
  {%- endif %}
  select * exclude ({% for key in keys %}dbt_unique_key_{{ loop.index }}{{ ', ' if not loop.last }}{% endfor %})
  from (
    select * from new_versions
    union all by name
    select * from ended_versions
    {%- if strategy.hard_deletes == 'invalidate' %}
    union all by name
    select * from deleted_versions
    {%- endif %}
  )
{%- endmacro %}

{#- Ends old versions and inserts new ones. -#}
{% macro snapshot_merge_sql(target, source, insert_cols) -%}
  {{ adapter.dispatch('snapshot_merge_sql', 'dbt')(target, source, insert_cols) }}
{%- endmacro %}

{% macro default__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- set columns = quoted_columns(insert_cols) | join(', ') -%}
  update {{ target }} as target_rows
  set dbt_valid_to = changes.dbt_valid_to
  from {{ source }} as changes
  where changes.dbt_scd_id = target_rows.dbt_scd_id
    and changes.dbt_change_type in ('update', 'delete')
    and {{ "target_rows.dbt_valid_to = " ~ config.get('dbt_valid_to_current') if config.get('dbt_valid_to_current') else 'target_rows.dbt_valid_to is null' }};
  insert into {{ target }} ({{ columns }})
  select {{ columns }}
  from {{ source }}
  where dbt_change_type = 'insert'
{%- endmacro %}
