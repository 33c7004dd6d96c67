{#- A table: built beside what is there, then put under its name. A table with foreign keys is built under its name at once, since
    DuckDB keeps a reference to the name that it was made with. -#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
  {%- set language = model['language'] -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set intermediate_relation = make_intermediate_relation(target_relation) -%}
  {%- set backup_relation = make_backup_relation(
        target_relation, 'table' if existing_relation is none else existing_relation.type) -%}
  {%- set in_place = has_foreign_key_constraints(existing_relation) -%}
  {%- set dropped = [] -%}
  {{ drop_relation_if_exists(load_cached_relation(intermediate_relation)) }}
  {{ drop_relation_if_exists(load_cached_relation(backup_relation)) }}

  {{ run_hooks(pre_hooks, inside_transaction=false) }}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}

  {%- set partitioned_by = duckdb__get_partitioned_by(target_relation, false) -%}
  {%- set sorted_by = duckdb__get_sorted_by(target_relation, false) -%}
  {%- if in_place and existing_relation is not none -%}
    {%- set dropped = drop_relation_for_rebuild(existing_relation) -%}
  {%- endif -%}
  {%- call statement('main', language=language) -%}
    {{ duckdb_table_sql(
        false, target_relation if in_place else intermediate_relation, compiled_code, language,
        partitioned_by=partitioned_by, sorted_by=sorted_by) }}
  {%- endcall -%}
  {%- if not in_place -%}
    {%- if existing_relation is not none -%}
      {%- do drop_indexes_on_relation(existing_relation) -%}
      {%- if existing_relation.is_table and may_be_foreign_key_target(existing_relation) -%}
        {%- set dropped = drop_foreign_key_dependents(existing_relation) -%}
      {%- endif -%}
      {%- do adapter.rename_relation(existing_relation, backup_relation) -%}
    {%- endif -%}
    {%- do adapter.rename_relation(intermediate_relation, target_relation) -%}
  {%- endif -%}
  {%- do restore_foreign_key_dependents(dropped) -%}
  {%- do create_indexes(target_relation) -%}

  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode=true)) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- do adapter.commit() -%}

  {{ drop_relation_if_exists(none if in_place else backup_relation) }}
  {{ run_hooks(post_hooks, inside_transaction=false) }}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}
