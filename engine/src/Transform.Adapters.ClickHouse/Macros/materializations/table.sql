{% materialization table, adapter='clickhouse' %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set rebuild = clickhouse_rebuild(target_relation) -%}
  {%- set existing_relation = rebuild.existing -%}
  {%- do clickhouse_begin() -%}
  {%- set feeding_views = clickhouse__get_dbt_mvs_for_target(existing_relation) -%}
  {%- set old = none -%}
  {%- if feeding_views and not should_full_refresh() -%}
    {#- Rows that views have put into the table cannot be had again from its query: the table stays, and its columns follow the query as
        far as the config allows. -#}
    {%- call statement('main') -%}
      select 1
    {%- endcall -%}
    {%- do clickhouse_follow_query(existing_relation, config.get('mv_on_schema_change') or 'fail', 'table') -%}
  {%- else -%}
    {%- set built = clickhouse_build_place(rebuild) -%}
    {%- call statement('main') -%}
      {{ get_create_table_as_sql(false, built, sql) }}
    {%- endcall -%}
    {%- if feeding_views and config.get('repopulate_from_mvs_on_full_refresh', false) -%}
      {%- for view in feeding_views -%}
        {%- do run_query(clickhouse__insert_into(built, 'select * from (' ~ view.sql ~ ')', false, use_columns_from_sql=true)) -%}
      {%- endfor -%}
    {%- endif -%}
    {%- set old = clickhouse_take_place(rebuild, built) -%}
  {%- endif -%}
  {%- do clickhouse_finish(target_relation, existing_relation, true, old) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{#- Brings the columns of a table in line with those of the model's query, as far as the mode says. -#}
{% macro clickhouse_follow_query(relation, mode, materialization) %}
  {%- set mode = incremental_validate_on_schema_change(mode, default='ignore') -%}
  {%- if mode != 'ignore' -%}
    {%- set changes = adapter.check_incremental_schema_changes(mode, relation, sql, materialization, config.get('query_settings') or {}) -%}
    {%- do clickhouse__apply_column_changes(changes, relation) -%}
  {%- endif -%}
{% endmacro %}

{#- The project's own materialized views that fill a table: dicts of schema, name and sql. -#}
{% macro clickhouse__get_dbt_mvs_for_target(relation) %}
  {%- set found = [] -%}
  {%- if relation is not none and relation.mvs_pointing_to_it -%}
    {%- set own = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.materialized == 'materialized_view' -%}
      {%- do own.append(node.schema ~ '.' ~ node.alias) -%}
    {%- endfor -%}
    {%- for view in relation.mvs_pointing_to_it if view.schema ~ '.' ~ view.name in own and view not in found -%}
      {%- do found.append(view) -%}
    {%- endfor -%}
  {%- endif -%}
  {%- do return(found) -%}
{% endmacro %}
