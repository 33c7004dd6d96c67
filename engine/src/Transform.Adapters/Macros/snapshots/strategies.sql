{#- The macro of a strategy: timestamp, check, a project's own, or package.name. -#}
{% macro strategy_dispatch(name) %}
  {%- set path = name.split('.', 1) -%}
  {%- set macros = context[path[0]] if path | length > 1 and path[0] in context else context if path | length == 1 else none -%}
  {%- if macros is none -%}
    {%- do exceptions.raise_compiler_error("The strategy '" ~ name ~ "' cannot be found: there is no package '" ~ path[0] ~ "'") -%}
  {%- endif -%}
  {%- set wanted = 'snapshot_' ~ path[-1] ~ '_strategy' -%}
  {%- if wanted not in macros -%}
    {%- set known = [] -%}
    {%- for macro in macros if macro.startswith('snapshot_') and macro.endswith('_strategy') -%}
      {%- do known.append(macro[9:-9]) -%}
    {%- endfor -%}
    {%- do exceptions.raise_compiler_error("The strategy '" ~ name ~ "' does not exist: there is no macro " ~ wanted
          ~ (" in the package '" ~ path[0] ~ "'" if path | length > 1 else '') ~ (', only ' ~ known | sort | join(', ') if known else '')) -%}
  {%- endif -%}
  {%- do return(macros[wanted]) -%}
{% endmacro %}

{#- A row has changed when its own time stamp is later than the start of its last version. -#}
{% macro snapshot_timestamp_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {%- set updated_at = config.get('updated_at') -%}
  {%- set started = snapshotted_rel ~ '.' ~ dbt.snapshot_column_names().dbt_valid_from -%}
  {%- do return(dbt.snapshot_strategy_of(updated_at, '(' ~ started ~ ' < ' ~ current_rel ~ '.' ~ updated_at ~ ')')) -%}
{% endmacro %}

{#- A row has changed when one of the columns to check has, or when the table lacks one of them. -#}
{% macro snapshot_check_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {%- set updated_at = config.get('updated_at') or snapshot_get_time() -%}
  {%- set column_added, names = snapshot_check_all_get_existing_columns(node, target_exists, config.get('check_cols')) -%}
  {%- set differences = [] -%}
  {%- for name in names or [] -%}
    {%- set before, now = snapshotted_rel ~ '.' ~ name, current_rel ~ '.' ~ name -%}
    {%- do differences.append(before ~ ' is distinct from ' ~ now) -%}
  {%- endfor -%}
  {%- do return(dbt.snapshot_strategy_of(updated_at, '(' ~ (get_true_sql() if column_added else differences | join(' or ')) ~ ')')) -%}
{% endmacro %}

{#- (a column to check is missing from the table, the columns to check as the table has them) -#}
{% macro snapshot_check_all_get_existing_columns(node, target_exists, check_cols_config) %}
  {%- if not target_exists -%}
    {%- do return((false, none)) -%}
  {%- endif -%}
  {%- if check_cols_config == 'all' -%}
    {%- set query = node['compiled_code'] -%}
  {%- elif check_cols_config is string or not check_cols_config -%}
    {%- do exceptions.raise_compiler_error("Invalid value for 'check_cols': " ~ check_cols_config) -%}
  {%- else -%}
    {%- set query -%}
      select {{ check_cols_config | join(', ') }} from (
        {{ node['compiled_code'] }}
      ) subq
    {%- endset -%}
  {%- endif -%}
  {%- set target = adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias) -%}
  {%- set existing = adapter.get_columns_in_relation(target) | map(attribute='name') | list -%}
  {%- set wanted = get_columns_in_query(query) -%}
  {%- set known = [] -%}
  {%- for name in wanted if name in existing -%}
    {%- do known.append(adapter.quote(name)) -%}
  {%- endfor -%}
  {%- do return((known | length < wanted | length, known)) -%}
{% endmacro %}

{#- What the strategies have in common. -#}
{% macro snapshot_strategy_of(updated_at, row_changed) %}
  {%- set key = config.get('unique_key') -%}
  {%- set hard_deletes = adapter.get_hard_deletes_behavior(config) -%}
  {%- do return({
      'unique_key': key,
      'updated_at': updated_at,
      'row_changed': row_changed,
      'scd_id': snapshot_hash_arguments(([key] if key is string else key | list) + [updated_at]),
      'invalidate_hard_deletes': hard_deletes == 'invalidate',
      'hard_deletes': hard_deletes,
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

{% macro get_true_sql() -%}
  {{ adapter.dispatch('get_true_sql', 'dbt')() }}
{%- endmacro %}

{% macro default__get_true_sql() -%}
  {{ return('true') }}
{%- endmacro %}
