{#- A table: built beside what is there, then put under its name. A table with foreign keys is built under its name at once, since
    DuckDB keeps a reference to the name that it was made with. -#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
  {%- set rebuild = dbt.rebuild_relations(this.incorporate(type='table')) -%}
  {%- set existing = rebuild.existing -%}
  {%- set in_place = has_foreign_key_constraints(existing) -%}
  {%- do dbt.drop_relations(rebuild.leftovers) -%}

  {{ run_hooks(pre_hooks, inside_transaction=false) }}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}
  {%- set dropped = drop_relation_for_rebuild(existing) if in_place and existing is not none else [] -%}
  {%- call statement('main', language=model['language']) -%}
    {{ duckdb_table_sql(
        false, rebuild.target if in_place else rebuild.intermediate, compiled_code, model['language'],
        partitioned_by=duckdb__get_partitioned_by(rebuild.target, false), sorted_by=duckdb__get_sorted_by(rebuild.target, false)) }}
  {%- endcall -%}
  {%- if not in_place -%}
    {%- set dropped = duckdb_swap_tables(rebuild) -%}
  {%- endif -%}
  {%- do restore_foreign_key_dependents(dropped) -%}
  {%- do create_indexes(rebuild.target) -%}

  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {%- do dbt.grant_and_document(rebuild.target, existing) -%}
  {%- do adapter.commit() -%}
  {%- do dbt.drop_relations([none if in_place else rebuild.backup]) -%}
  {{ run_hooks(post_hooks, inside_transaction=false) }}
  {%- do return({'relations': [rebuild.target]}) -%}
{% endmaterialization %}
