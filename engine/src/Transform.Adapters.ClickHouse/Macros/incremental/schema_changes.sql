{#- on_schema_change. Gives lists of columns: columns_to_add, columns_to_drop, columns_to_modify. -#}
{% macro clickhouse__adapter_check_incremental_schema_changes(on_schema_change, existing, target_sql, materialization='incremental', query_settings=none) %}
  {%- if on_schema_change not in ['fail', 'ignore', 'append_new_columns', 'sync_all_columns'] -%}
    {%- do exceptions.raise_compiler_error("on_schema_change is ignore, fail, append_new_columns or sync_all_columns, not '" ~ on_schema_change ~ "'") -%}
  {%- endif -%}
  {%- set before, now = {}, {} -%}
  {%- for column in adapter.get_columns_in_relation(existing) -%}{%- do before.update({column.name: column}) -%}{%- endfor -%}
  {%- for column in adapter.get_column_schema_from_query(target_sql, query_settings=query_settings or {}) -%}{%- do now.update({column.name: column}) -%}{%- endfor -%}
  {%- set added, gone, retyped = [], [], [] -%}
  {%- for name, column in now.items() -%}
    {%- if name not in before -%}
      {%- do added.append(column) -%}
    {%- elif clickhouse_bare_type(column.data_type) != clickhouse_bare_type(before[name].data_type) -%}
      {%- do retyped.append(column) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- for name, column in before.items() if name not in now -%}
    {%- do gone.append(column) -%}
  {%- endfor -%}
  {%- set changed = (added or gone or retyped) | length > 0 -%}
  {%- if on_schema_change == 'fail' and changed -%}
    {%- set said = [] -%}
    {%- for column in added -%}{%- do said.append("'" ~ column.name ~ "' (" ~ column.data_type ~ ') is new') -%}{%- endfor -%}
    {%- for column in gone -%}{%- do said.append("'" ~ column.name ~ "' is gone") -%}{%- endfor -%}
    {%- for column in retyped -%}{%- do said.append("'" ~ column.name ~ "' is " ~ column.data_type ~ ' now') -%}{%- endfor -%}
    {%- do exceptions.raise_compiler_error(
          'The columns of ' ~ model['name'] ~ "'s query differ from those of its table: " ~ said | join('; ')
          ~ '. Rebuild the table with --full-refresh, or set ' ~ ('mv_on_schema_change' if materialization == 'table' else 'on_schema_change')
          ~ ' to append_new_columns or sync_all_columns.') -%}
  {%- endif -%}
  {%- do return({'on_schema_change': on_schema_change, 'columns_to_add': added, 'columns_to_drop': gone, 'columns_to_modify': retyped,
        'has_schema_changes': changed, 'has_sync_changes': (gone or retyped) | length > 0}) -%}
{% endmacro %}

{#- Whether a column may be null, and how it is stored, is told apart by nobody: dbt compares what is within. -#}
{% macro clickhouse_bare_type(data_type) %}
  {%- set bare = data_type -%}
  {%- if bare.startswith('LowCardinality(') -%}{%- set bare = bare[15:-1] -%}{%- endif -%}
  {%- if bare.startswith('Nullable(') -%}{%- set bare = bare[9:-1] -%}{%- endif -%}
  {%- do return(bare) -%}
{% endmacro %}

{% macro clickhouse__apply_column_changes(column_changes, existing_relation, is_distributed=False) %}
  {%- set local = clickhouse_local_relation(existing_relation) if is_distributed else none -%}
  {%- set syncs = column_changes.on_schema_change == 'sync_all_columns' -%}
  {%- if syncs -%}
    {%- do clickhouse__drop_columns(column_changes.columns_to_drop, existing_relation, local, is_distributed) -%}
  {%- endif -%}
  {%- if syncs or column_changes.on_schema_change == 'append_new_columns' -%}
    {%- do clickhouse__add_columns(column_changes.columns_to_add, existing_relation, local, is_distributed) -%}
  {%- endif -%}
  {%- if syncs -%}
    {%- do clickhouse__modify_columns(column_changes.columns_to_modify, existing_relation, local, is_distributed) -%}
  {%- endif -%}
{% endmacro %}

{% macro clickhouse__add_columns(columns, existing_relation, existing_local=none, is_distributed=False) %}
  {%- for column in columns -%}
    {%- set codec = codec_clause((model['columns'].get(column.name) or {}).get('codec')) -%}
    {%- do clickhouse__run_alter_table_command('add column if not exists ' ~ adapter.quote(column.name) ~ ' ' ~ column.data_type ~ ' ' ~ codec, existing_relation, existing_local, is_distributed) -%}
  {%- endfor -%}
{% endmacro %}

{% macro clickhouse__drop_columns(columns, existing_relation, existing_local=none, is_distributed=False) %}
  {%- for column in columns -%}
    {%- do clickhouse__run_alter_table_command('drop column if exists ' ~ adapter.quote(column.name), existing_relation, existing_local, is_distributed) -%}
  {%- endfor -%}
{% endmacro %}

{% macro clickhouse__modify_columns(columns, existing_relation, existing_local=none, is_distributed=False) %}
  {%- for column in columns -%}
    {#- A value that does not fit would leave the change half done: it is looked for first. -#}
    {%- do run_query('select max(sipHash64(cast(' ~ adapter.quote(column.name) ~ ' as ' ~ column.data_type ~ '))) from ' ~ existing_relation) -%}
    {%- do clickhouse__run_alter_table_command('modify column if exists ' ~ adapter.quote(column.name) ~ ' ' ~ column.data_type, existing_relation, existing_local, is_distributed) -%}
  {%- endfor -%}
{% endmacro %}

{#- A distributed table first where its rows lie, then itself. -#}
{% macro clickhouse__run_alter_table_command(alter_action, existing_relation, existing_local=none, is_distributed=False) %}
  {%- for relation in ([existing_local, existing_relation] if is_distributed else [existing_relation]) -%}
    {%- call statement('alter_table') -%}
      alter table {{ relation }} {{ on_cluster_clause(existing_relation) }} {{ alter_action }}
      {{ 'settings allow_insert_into_iceberg = 1' if config.get('materialized') == 'iceberg' }}
    {%- endcall -%}
  {%- endfor -%}
{% endmacro %}
