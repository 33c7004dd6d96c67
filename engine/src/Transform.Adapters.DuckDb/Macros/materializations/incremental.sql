{#- A table that is built once and then filled up, from a table of the session's own that holds the new rows. -#}
{% materialization incremental, adapter='duckdb', supported_languages=['sql', 'python'] %}
  {%- set language = model['language'] -%}
  {%- set rebuild = dbt.rebuild_relations(this.incorporate(type='table')) -%}
  {%- set existing = rebuild.existing -%}
  {%- set full_refresh_mode = should_full_refresh() or (existing is not none and existing.is_view) -%}
  {%- set on_schema_change = incremental_validate_on_schema_change(config.get('on_schema_change'), default='ignore') -%}
  {%- set builds = existing is none or full_refresh_mode -%}
  {%- set partitioned_by = duckdb__get_partitioned_by(rebuild.target, false) if builds else none -%}
  {%- set sorted_by = duckdb__get_sorted_by(rebuild.target, false) if builds else none -%}
  {%- set dropped = [] -%}
  {%- set to_drop = [] -%}
  {%- do dbt.drop_relations(rebuild.leftovers) -%}

  {{ run_hooks(pre_hooks, inside_transaction=false) }}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}

  {%- set swaps = existing is not none and full_refresh_mode and not has_foreign_key_constraints(existing) -%}
  {%- if builds -%}
    {%- if existing is not none and not swaps -%}
      {%- set dropped = drop_relation_for_rebuild(existing) -%}
    {%- endif -%}
    {%- set build_sql = duckdb_table_sql(
          false, rebuild.intermediate if swaps else rebuild.target, compiled_code, language,
          partitioned_by=partitioned_by, sorted_by=sorted_by) -%}
  {%- else -%}
    {%- set place = duckdb__dispatch_temporary_relation(rebuild.target, model.batch.id if model.batch else '') -%}
    {%- if not place.temporary -%}
      {%- do to_drop.append(place.relation) -%}
    {%- endif -%}
    {%- do run_query(duckdb_table_sql(place.temporary, place.relation, compiled_code, language)) -%}
    {%- set arguments = dbt.incremental_strategy_arguments(place.relation, rebuild.target, existing, on_schema_change) -%}
    {%- set strategy_macro = adapter.get_incremental_strategy_macro(context, config.get('incremental_strategy') or 'default') -%}
    {%- set build_sql = strategy_macro(arguments) -%}
    {%- set language = 'sql' -%}
  {%- endif -%}
  {%- call statement('main', language=language) -%}{{ build_sql }}{%- endcall -%}

  {%- if swaps -%}
    {%- set dropped = duckdb_swap_tables(rebuild) -%}
    {%- do to_drop.append(rebuild.backup) -%}
  {%- endif -%}
  {%- do restore_foreign_key_dependents(dropped) -%}

  {%- do apply_grants(rebuild.target, config.get('grants'), should_revoke=should_revoke(existing, full_refresh_mode)) -%}
  {%- if builds -%}
    {%- do create_indexes(rebuild.target) -%}
  {%- endif -%}
  {%- do persist_docs(rebuild.target, model) -%}
  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {%- do adapter.commit() -%}

  {%- for relation in to_drop -%}
    {%- do drop_indexes_on_relation(relation) -%}
    {%- do adapter.drop_relation(relation) -%}
  {%- endfor -%}
  {{ run_hooks(post_hooks, inside_transaction=false) }}
  {%- do return({'relations': [rebuild.target]}) -%}
{% endmaterialization %}
