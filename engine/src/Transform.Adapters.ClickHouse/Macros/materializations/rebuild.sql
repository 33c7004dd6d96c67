{#- How a relation is put in the place of another. It is built whole under a name for the time being and then exchanged, so that a run
    that ends anywhere leaves the old one or the new one; the next run drops what was left. -#}
{% macro clickhouse_rebuild(target) %}
  {%- set backup = make_backup_relation(target, target.type) -%}
  {%- set intermediate = make_intermediate_relation(target) -%}
  {%- set existing = load_cached_relation(target) -%}
  {%- set kept = load_cached_relation(backup) -%}
  {%- if existing is none and kept is not none -%}
    {#- The run before was cut off between two renames. -#}
    {%- do adapter.rename_relation(kept, target.incorporate(type=kept.type)) -%}
    {%- set existing, kept = load_cached_relation(target), none -%}
  {%- endif -%}
  {%- do drop_relation_if_exists(kept) -%}
  {%- do drop_relation_if_exists(load_cached_relation(intermediate)) -%}
  {%- do return({'target': target, 'existing': existing, 'intermediate': intermediate, 'backup': backup}) -%}
{% endmacro %}

{#- Where a new table is built. An engine whose data have the table's name in their path cannot be renamed. -#}
{% macro clickhouse_build_place(rebuild) %}
  {%- do return(rebuild.target if rebuild.existing is none and '{table}' in engine_clause() else rebuild.intermediate) -%}
{% endmacro %}

{#- Puts what was built in its place and gives what is to be dropped in the end, or none. -#}
{% macro clickhouse_take_place(rebuild, built) %}
  {%- set target, existing = rebuild.target, rebuild.existing -%}
  {%- if built.identifier == target.identifier -%}
    {%- do return(none) -%}
  {%- elif existing is none -%}
    {%- call statement('rename_relation') -%}
      rename table {{ built }} to {{ target }} {{ on_cluster_clause(target) }}
    {%- endcall -%}
    {%- do adapter.cache_renamed(built, target) -%}
    {%- do return(none) -%}
  {%- elif existing.type != 'dictionary' and adapter.can_exchange(target.schema, 'table') -%}
    {%- do exchange_tables_atomic(built, target) -%}
    {%- set old = built.incorporate(type=existing.type) -%}
    {%- do adapter.cache_added(old) -%}
    {%- do return(old) -%}
  {%- endif -%}
  {%- set old = rebuild.backup.incorporate(type=existing.type) -%}
  {#- A run that was cut off may have left it. -#}
  {%- do adapter.drop_relation(old) -%}
  {%- if existing.type == 'dictionary' -%}
    {%- call statement('rename_relation') -%}
      rename dictionary {{ existing }} to {{ old }} {{ on_cluster_clause(target) }}
    {%- endcall -%}
  {%- endif -%}
  {#- One statement, so that no run is cut off in the middle of it. -#}
  {%- call statement('rename_relation') -%}
    rename table {{ existing ~ ' to ' ~ old ~ ', ' if existing.type != 'dictionary' }} {{ built }} to {{ target }} {{ on_cluster_clause(target) }}
  {%- endcall -%}
  {%- do adapter.cache_renamed(existing, old) -%}
  {%- do adapter.cache_renamed(built, target) -%}
  {%- do return(old) -%}
{% endmacro %}

{% macro clickhouse__take_place(built, existing) %}
  {%- set target = existing.incorporate(type='table') -%}
  {%- do drop_relation_if_exists(clickhouse_take_place(
        {'target': target, 'existing': existing, 'intermediate': built, 'backup': make_backup_relation(target, 'table')}, built)) -%}
{% endmacro %}

{#- What a node that failed need not leave behind. New rows that are complete stay: the next run works them in. -#}
{% macro clickhouse__clean_up_after_failure(relation) %}
  {%- for name in ['__dbt_tmp', '__dbt_new_data__dbt_tmp', '__snapshot_upsert', '__dbt_sink_mv', '__dbt_sink'] -%}
    {%- do run_query('drop table if exists ' ~ relation.derivative(name) ~ ' ' ~ on_cluster_clause(relation)) -%}
  {%- endfor -%}
{% endmacro %}

{#- What every materialization ends with. old: what is to be dropped. -#}
{% macro clickhouse_finish(target, existing, full_refresh_mode, old=none) %}
  {%- do apply_grants(target, config.get('grants'), should_revoke=should_revoke(existing, full_refresh_mode)) -%}
  {%- do persist_docs(target, model) -%}
  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {%- do adapter.commit() -%}
  {%- do drop_relation_if_exists(old) -%}
  {{ run_hooks(post_hooks, inside_transaction=false) }}
{% endmacro %}

{% macro clickhouse_begin() %}
  {{ run_hooks(pre_hooks, inside_transaction=false) }}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}
{% endmacro %}
