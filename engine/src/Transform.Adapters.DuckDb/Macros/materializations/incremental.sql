{#- A table that is built once and then filled up, from a table of the session's own that holds the new rows. -#}
{% materialization incremental, adapter='duckdb', supported_languages=['sql', 'python'] %}
  {%- set language = model['language'] -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set intermediate_relation = make_intermediate_relation(target_relation) -%}
  {%- set backup_relation = make_backup_relation(
        target_relation, 'table' if existing_relation is none else existing_relation.type) -%}
  {%- set full_refresh_mode = should_full_refresh() or (existing_relation is not none and existing_relation.is_view) -%}
  {%- set on_schema_change = incremental_validate_on_schema_change(config.get('on_schema_change'), default='ignore') -%}
  {%- set builds = existing_relation is none or full_refresh_mode -%}
  {%- set partitioned_by = duckdb__get_partitioned_by(target_relation, false) if builds else none -%}
  {%- set sorted_by = duckdb__get_sorted_by(target_relation, false) if builds else none -%}
  {%- set dropped = [] -%}
  {%- set to_drop = [] -%}
  {{ drop_relation_if_exists(load_cached_relation(intermediate_relation)) }}
  {{ drop_relation_if_exists(load_cached_relation(backup_relation)) }}

  {{ run_hooks(pre_hooks, inside_transaction=false) }}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}

  {%- set swaps = existing_relation is not none and full_refresh_mode and not has_foreign_key_constraints(existing_relation) -%}
  {%- if builds -%}
    {%- if existing_relation is not none and not swaps -%}
      {%- set dropped = drop_relation_for_rebuild(existing_relation) -%}
    {%- endif -%}
    {%- set build_sql = duckdb_table_sql(
          false, intermediate_relation if swaps else target_relation, compiled_code, language,
          partitioned_by=partitioned_by, sorted_by=sorted_by) -%}
  {%- else -%}
    {%- set place = duckdb__dispatch_temporary_relation(target_relation, model.batch.id if model.batch else '') -%}
    {%- set temp_relation = place.relation -%}
    {%- if not place.temporary -%}
      {%- do to_drop.append(temp_relation) -%}
    {%- endif -%}
    {%- do run_query(duckdb_table_sql(place.temporary, temp_relation, compiled_code, language)) -%}
    {%- do adapter.expand_target_column_types(from_relation=temp_relation, to_relation=target_relation) -%}
    {%- set dest_columns = process_schema_changes(on_schema_change, temp_relation, existing_relation)
          or adapter.get_columns_in_relation(existing_relation) -%}
    {%- set strategy_macro = adapter.get_incremental_strategy_macro(context, config.get('incremental_strategy') or 'default') -%}
    {%- set build_sql = strategy_macro({
          'target_relation': target_relation,
          'temp_relation': temp_relation,
          'unique_key': config.get('unique_key'),
          'dest_columns': dest_columns,
          'incremental_predicates': config.get('predicates') or config.get('incremental_predicates')}) -%}
    {%- set language = 'sql' -%}
  {%- endif -%}

  {%- call statement('main', language=language) -%}
    {{ build_sql }}
  {%- endcall -%}

  {%- if swaps -%}
    {%- do drop_indexes_on_relation(target_relation) -%}
    {%- if may_be_foreign_key_target(target_relation) -%}
      {%- set dropped = drop_foreign_key_dependents(target_relation) -%}
    {%- endif -%}
    {%- do adapter.rename_relation(existing_relation, backup_relation) -%}
    {%- do adapter.rename_relation(intermediate_relation, target_relation) -%}
    {%- do to_drop.append(backup_relation) -%}
  {%- endif -%}
  {%- do restore_foreign_key_dependents(dropped) -%}

  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode)) -%}
  {%- if builds -%}
    {%- do create_indexes(target_relation) -%}
  {%- endif -%}
  {%- do persist_docs(target_relation, model) -%}
  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {%- do adapter.commit() -%}

  {%- for relation in to_drop -%}
    {%- do drop_indexes_on_relation(relation) -%}
    {%- do adapter.drop_relation(relation) -%}
  {%- endfor -%}
  {{ run_hooks(post_hooks, inside_transaction=false) }}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}
