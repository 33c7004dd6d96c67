{#- A table that is built once and then filled up with the rows that its query gives. -#}
{% materialization incremental, default %}
  {%- set rebuild = dbt.rebuild_relations(this.incorporate(type='table')) -%}
  {%- set existing = rebuild.existing -%}
  {%- set full_refresh_mode = should_full_refresh() or (existing is not none and existing.is_view) -%}
  {%- set swaps = existing is not none and full_refresh_mode -%}
  {%- set on_schema_change = incremental_validate_on_schema_change(config.get('on_schema_change'), default='ignore') -%}
  {%- do dbt.drop_relations(rebuild.leftovers) -%}

  {{ run_hooks(pre_hooks, inside_transaction=false) }}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}
  {%- set strategy_macro = adapter.get_incremental_strategy_macro(context, config.get('incremental_strategy') or 'default') -%}
  {%- if existing is none or swaps -%}
    {%- set built = rebuild.intermediate if swaps else rebuild.target -%}
    {%- set build_sql = get_create_table_as_sql(false, built, sql) -%}
  {%- else -%}
    {%- set built = make_temp_relation(rebuild.target) -%}
    {%- do run_query(get_create_table_as_sql(true, built, sql)) -%}
    {%- set types_may_widen = not (config.get('contract') or {}).get('enforced') -%}
    {%- set build_sql = strategy_macro(dbt.incremental_strategy_arguments(built, rebuild.target, existing, on_schema_change, types_may_widen)) -%}
  {%- endif -%}
  {%- call statement('main') -%}{{ build_sql }}{%- endcall -%}

  {%- if existing is none or full_refresh_mode -%}
    {%- do create_indexes(built) -%}
  {%- endif -%}
  {%- if swaps -%}
    {%- do dbt.swap_relations(rebuild, old=rebuild.target) -%}
  {%- endif -%}
  {%- do dbt.grant_and_document(rebuild.target, existing, full_refresh_mode) -%}
  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {%- do adapter.commit() -%}
  {%- do dbt.drop_relations([rebuild.backup if swaps else none]) -%}
  {{ run_hooks(post_hooks, inside_transaction=false) }}
  {%- do return({'relations': [rebuild.target]}) -%}
{% endmaterialization %}

{#- Brings the columns of the table in line with those of the new rows, and gives what a strategy is called with. -#}
{% macro incremental_strategy_arguments(new_rows, target, existing, on_schema_change, types_may_widen=true) %}
  {%- if types_may_widen -%}
    {%- do adapter.expand_target_column_types(from_relation=new_rows, to_relation=target) -%}
  {%- endif -%}
  {%- set columns = process_schema_changes(on_schema_change, new_rows, existing) or adapter.get_columns_in_relation(existing) -%}
  {%- do return({
        'incremental_predicates': config.get('predicates') or config.get('incremental_predicates'),
        'unique_key': config.get('unique_key'),
        'dest_columns': columns,
        'temp_relation': new_rows,
        'target_relation': target}) -%}
{% endmacro %}
