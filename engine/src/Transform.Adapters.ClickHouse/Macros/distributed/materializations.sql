{% materialization distributed_table, adapter='clickhouse' %}
  {%- do clickhouse_check_cluster() -%}
  {%- do validate_projections() -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- do clickhouse_begin() -%}
  {%- do clickhouse_distributed_rebuild(target_relation, existing_relation) -%}
  {%- do apply_grants(clickhouse_local_relation(target_relation), config.get('grants'), should_revoke=should_revoke(existing_relation, true)) -%}
  {%- do clickhouse_finish(target_relation, existing_relation, true) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{#- Builds new tables on all servers beside the old ones and puts them in their place. -#}
{% macro clickhouse_distributed_rebuild(target, existing) %}
  {%- set local = clickhouse_local_relation(target) -%}
  {%- set distributed_build = make_intermediate_relation(target) -%}
  {%- set local_build = make_intermediate_relation(local) -%}
  {%- set has_contract = config.get('contract').enforced -%}
  {%- if has_contract -%}
    {{ get_assert_columns_equivalent(sql) }}
  {%- endif -%}
  {%- do drop_relation_if_exists(local_build) -%}
  {%- do drop_relation_if_exists(distributed_build) -%}
  {%- do create_schema(local_build) if local_build.schema != target.schema -%}
  {%- call statement('create_local') -%}
    {{ create_empty_table_from_relation(local_build, none, sql) }}
  {%- endcall -%}
  {%- call statement('create_distributed') -%}
    {{ create_distributed_table(distributed_build, local_build) }}
  {%- endcall -%}
  {%- call statement('main') -%}
    {{ clickhouse__insert_into(distributed_build, sql, has_contract) }}
  {%- endcall -%}
  {%- if existing is not none and existing.type != 'table' -%}
    {%- do adapter.drop_relation(existing) -%}
  {%- endif -%}
  {%- if clickhouse_table_is_there(local) -%}
    {%- do take_place(local_build, local) -%}
  {%- else -%}
    {%- do adapter.rename_relation(local_build, local) -%}
  {%- endif -%}
  {#- The columns may have changed, and the table that stands for the others has columns of its own. -#}
  {%- call statement('create_distributed') -%}
    {{ create_distributed_table(target, local) }}
  {%- endcall -%}
  {%- do drop_relation_if_exists(distributed_build) -%}
  {%- do drop_relation_if_exists(local_build) -%}
{% endmacro %}

{% macro clickhouse_table_is_there(relation) %}
  {%- do return(run_query('exists table ' ~ relation).rows[0][0] | int == 1) -%}
{% endmacro %}

{% materialization distributed_incremental, adapter='clickhouse' %}
  {%- do clickhouse_check_cluster() -%}
  {%- do validate_projections() -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set local = clickhouse_local_relation(target_relation) -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set full_refresh_mode = should_full_refresh() or (existing_relation is not none and existing_relation.type != 'table') -%}
  {%- do clickhouse_begin() -%}
  {%- if full_refresh_mode or not clickhouse_table_is_there(local) -%}
    {%- do clickhouse_distributed_rebuild(target_relation, existing_relation) -%}
  {%- else -%}
    {%- if existing_relation is none -%}
      {%- do run_query(create_distributed_table(target_relation, local)) -%}
    {%- endif -%}
    {%- do clickhouse_distributed_fill_up(target_relation, local) -%}
  {%- endif -%}
  {%- do apply_grants(local, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode)) -%}
  {%- do clickhouse_finish(target_relation, existing_relation, full_refresh_mode) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{% macro clickhouse_distributed_fill_up(target, local) %}
  {%- set unique_key = clickhouse_key(config.get('unique_key')) -%}
  {%- set predicates = config.get('predicates') or config.get('incremental_predicates') or [] -%}
  {%- set strategy = 'append' if config.get('inserts_only') else adapter.calculate_incremental_strategy(config.get('incremental_strategy')) -%}
  {%- do adapter.validate_incremental_strategy(strategy, predicates, unique_key, config.get('partition_by')) -%}
  {%- set on_schema_change = incremental_validate_on_schema_change(config.get('on_schema_change'), default='ignore') -%}
  {%- set changes = none -%}
  {%- if on_schema_change != 'ignore' -%}
    {%- set changes = adapter.check_incremental_schema_changes(on_schema_change, local, sql, query_settings=config.get('query_settings') or {}) -%}
    {%- if changes.has_schema_changes and strategy != 'legacy' -%}
      {%- do clickhouse__apply_column_changes(changes, target, true) -%}
    {%- endif -%}
  {%- endif -%}
  {%- if strategy == 'append' -%}
    {%- call statement('main') -%}
      {{ clickhouse_append_sql(target, sql, lacks_columns=on_schema_change != 'ignore') }}
    {%- endcall -%}
    {%- do return(none) -%}
  {%- endif -%}

  {%- call noop_statement('main', 'OK', 'OK') -%}
    {{ sql }}
  {%- endcall -%}
  {%- if strategy == 'legacy' -%}
    {%- set local_build = make_intermediate_relation(local) -%}
    {%- do clickhouse__incremental_legacy(target, local_build, changes, unique_key, true) -%}
    {%- do take_place(local_build, local) -%}
    {%- do run_query(create_distributed_table(target, local)) -%}
  {%- elif strategy == 'insert_overwrite' -%}
    {%- do clickhouse__incremental_insert_overwrite(target, config.get('partition_by'), true) -%}
  {%- else -%}
    {%- do clickhouse__incremental_delete_insert(target, unique_key, predicates + (clickhouse_batch_predicates() if strategy == 'microbatch' else []), true) -%}
  {%- endif -%}
{% endmacro %}
