{% materialization incremental, adapter='clickhouse' %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set rebuild = clickhouse_rebuild(target_relation) -%}
  {%- set existing_relation = rebuild.existing -%}
  {%- set full_refresh_mode = should_full_refresh() or (existing_relation is not none and existing_relation.type != 'table') -%}
  {%- do clickhouse_recover_new_data(target_relation, apply=not full_refresh_mode and existing_relation is not none) -%}
  {%- do clickhouse_begin() -%}
  {%- set old = none -%}
  {%- if existing_relation is none or full_refresh_mode -%}
    {%- set built = clickhouse_build_place(rebuild) -%}
    {%- call statement('main') -%}
      {{ get_create_table_as_sql(False, built, sql) }}
    {%- endcall -%}
    {%- set old = clickhouse_take_place(rebuild, built) -%}
  {%- else -%}
    {%- set old = clickhouse_fill_up(rebuild) -%}
  {%- endif -%}
  {%- do clickhouse_finish(target_relation, existing_relation, full_refresh_mode, old) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{#- Adds the rows of the query to the table that is there. Gives what is to be dropped in the end, or none. -#}
{% macro clickhouse_fill_up(rebuild) %}
  {%- set existing = rebuild.existing -%}
  {%- set unique_key = clickhouse_key(config.get('unique_key')) -%}
  {%- set wanted = config.get('incremental_strategy') -%}
  {%- set predicates = config.get('predicates') or config.get('incremental_predicates') or [] -%}
  {#- Without a key rows are appended, whatever the strategy is; a batch's rows have their time in place of a key. -#}
  {%- set strategy = 'append' if config.get('inserts_only') or (unique_key is none and wanted not in ['insert_overwrite', 'microbatch'])
        else adapter.calculate_incremental_strategy(wanted) -%}
  {%- set own_macro = none -%}
  {%- if wanted and wanted != 'default' and wanted not in adapter.valid_incremental_strategies() -%}
    {#- The project's own; where it has none either, this says which there are. -#}
    {%- set own_macro = adapter.get_incremental_strategy_macro(context, wanted) -%}
    {%- set strategy = wanted -%}
  {%- elif strategy != 'append' -%}
    {%- do adapter.validate_incremental_strategy(
          strategy, predicates, unique_key or (config.get('event_time') if strategy == 'microbatch'), config.get('partition_by')) -%}
  {%- endif -%}

  {%- set on_schema_change = incremental_validate_on_schema_change(config.get('on_schema_change'), default='ignore') -%}
  {%- set changes = none -%}
  {%- if on_schema_change != 'ignore' -%}
    {%- set changes = adapter.check_incremental_schema_changes(on_schema_change, existing, sql, query_settings=config.get('query_settings') or {}) -%}
    {%- if changes.has_schema_changes and strategy != 'legacy' -%}
      {%- do clickhouse__apply_column_changes(changes, existing) -%}
    {%- endif -%}
  {%- endif -%}

  {%- if strategy == 'legacy' -%}
    {%- do clickhouse__incremental_legacy(existing, rebuild.intermediate, changes, unique_key) -%}
    {%- do return(clickhouse_take_place(rebuild, rebuild.intermediate)) -%}
  {%- elif strategy == 'append' -%}
    {%- call statement('main') -%}
      {{ clickhouse_append_sql(rebuild.target, sql, lacks_columns=on_schema_change != 'ignore') }}
    {%- endcall -%}
  {%- elif own_macro is not none -%}
    {%- do clickhouse_run_strategy(own_macro, rebuild.target, predicates) -%}
  {%- elif strategy == 'insert_overwrite' -%}
    {%- do clickhouse__incremental_insert_overwrite(existing, config.get('partition_by'), False) -%}
  {%- else -%}
    {%- if strategy == 'microbatch' -%}
      {%- set predicates = predicates + clickhouse_batch_predicates() -%}
    {%- endif -%}
    {%- do clickhouse__incremental_delete_insert(existing, unique_key, predicates) -%}
  {%- endif -%}
  {%- do return(none) -%}
{% endmacro %}

{#- Rows go where their columns' names say, whatever their order. A column that the table has not got stays out; one that the query has
    not got is an error, unless the columns follow the query. -#}
{% macro clickhouse_append_sql(target, sql, lacks_columns) %}
  {%- set given = adapter.get_column_schema_from_query(sql, query_settings=config.get('query_settings') or {}) | map(attribute='name') | list -%}
  {%- set columns, missing = [], [] -%}
  {%- for column in adapter.get_columns_in_relation(target) -%}
    {%- do (columns if column.name in given else missing).append(column.name) -%}
  {%- endfor -%}
  {%- if missing and not lacks_columns -%}
    {%- do exceptions.raise_compiler_error(
          target ~ ' has columns that the query of ' ~ model['name'] ~ ' does not give: ' ~ missing | join(', ')
          ~ '. Rebuild the table with --full-refresh, or set on_schema_change to append_new_columns or sync_all_columns.') -%}
  {%- endif -%}
  {%- set names = get_quoted_csv(columns) -%}
  insert into {{ target }} ({{ names }})
  {% if columns == given -%}
    {{ sql }}
  {%- else -%}
    select {{ names }} from (
      {{ sql }}
    )
  {%- endif %}
  {{ adapter.get_model_query_settings(model) }}
{% endmacro %}

{#- A strategy of the project: a macro that writes SQL, called as everywhere. -#}
{% macro clickhouse_run_strategy(strategy_macro, target, predicates) %}
  {%- set new_rows = clickhouse_new_data_relation(target) -%}
  {%- do clickhouse_make_new_data(new_rows) -%}
  {%- set columns = [] -%}
  {%- set theirs = adapter.get_columns_in_relation(new_rows) | map(attribute='name') | list -%}
  {%- for column in adapter.get_columns_in_relation(target) if column.name in theirs -%}
    {%- do columns.append(column) -%}
  {%- endfor -%}
  {%- call statement('main') -%}
    {{ strategy_macro({
        'target_relation': target, 'temp_relation': new_rows, 'unique_key': config.get('unique_key'), 'dest_columns': columns,
        'incremental_predicates': predicates}) }}
  {%- endcall -%}
  {%- do adapter.drop_relation(new_rows) -%}
{% endmacro %}

{#- A key, one expression or a list of them, as one text; none where there is none. -#}
{% macro clickhouse_key(unique_key) %}
  {%- if not unique_key -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- do return(unique_key if unique_key is string else unique_key | join(', ')) -%}
{% endmacro %}

{#- The rows of the batch's time. -#}
{% macro clickhouse_batch_predicates() %}
  {%- set predicates = [] -%}
  {%- set start, end = config.get('__dbt_internal_microbatch_event_time_start'), config.get('__dbt_internal_microbatch_event_time_end') -%}
  {%- if start -%}
    {%- do predicates.append(config.get('event_time') ~ " >= toDateTime('" ~ start.strftime('%Y-%m-%d %H:%M:%S') ~ "')") -%}
  {%- endif -%}
  {%- if end -%}
    {%- do predicates.append(config.get('event_time') ~ " < toDateTime('" ~ end.strftime('%Y-%m-%d %H:%M:%S') ~ "')") -%}
  {%- endif -%}
  {%- do return(predicates) -%}
{% endmacro %}

{% macro is_incremental() %}
  {%- if not execute -%}
    {%- do return(false) -%}
  {%- endif -%}
  {%- set relation = adapter.get_relation(this.database, this.schema, this.table) -%}
  {%- do return(relation is not none and relation.type == 'table' and not should_full_refresh()
        and model.config.materialized in ['incremental', 'distributed_incremental', 'iceberg']) -%}
{% endmacro %}
