{#- An Iceberg table, which others read too: engine is IcebergS3(...), IcebergLocal(...) and the like, and stays where it is. New rows are
    one commit. incremental_strategy: overwrite, which is what there is without one, or append. -#}
{% materialization iceberg, adapter='clickhouse' %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set engine = config.get('engine') or '' -%}
  {%- set strategy = config.get('incremental_strategy') or 'overwrite' -%}
  {%- if not engine.startswith('Iceberg') -%}
    {%- do exceptions.raise_compiler_error("An Iceberg table needs its place: set engine, such as IcebergS3('https://bucket.s3.amazonaws.com/orders/') or IcebergLocal('lake/orders/')") -%}
  {%- elif strategy not in ['append', 'overwrite'] -%}
    {%- do exceptions.raise_compiler_error("The incremental_strategy of an Iceberg table is append or overwrite, not '" ~ strategy ~ "'") -%}
  {%- endif -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- if existing_relation is not none and existing_relation.type != 'table' -%}
    {%- do adapter.drop_relation(existing_relation) -%}
    {%- set existing_relation = none -%}
  {%- endif -%}
  {%- do clickhouse_iceberg_recover(target_relation, existing_relation is not none and strategy == 'overwrite') -%}
  {%- do clickhouse_begin() -%}
  {%- if existing_relation is none -%}
    {%- call statement('create') -%}
      {{ clickhouse_create_iceberg(target_relation) }}
    {%- endcall -%}
    {%- call statement('main') -%}
      {{ clickhouse_insert_into_iceberg(target_relation, sql) }}
    {%- endcall -%}
  {%- else -%}
    {%- do clickhouse_follow_query(existing_relation, config.get('on_schema_change') or 'ignore', 'iceberg') -%}
    {%- if strategy == 'append' and not should_full_refresh() -%}
      {%- call statement('main') -%}
        {{ clickhouse_insert_into_iceberg(target_relation, sql) }}
      {%- endcall -%}
    {%- else -%}
      {#- The query is run before anything goes, and its rows are kept until they are in the table. -#}
      {%- set new_data = clickhouse_new_data_relation(target_relation) -%}
      {%- set half = make_intermediate_relation(new_data) -%}
      {%- call statement('main') -%}
        create table {{ half }} engine = MergeTree order by tuple() as {{ sql }} {{ adapter.get_model_query_settings(model) }}
      {%- endcall -%}
      {%- do adapter.rename_relation(half, new_data) -%}
      {%- do clickhouse_overwrite_iceberg(target_relation, new_data) -%}
      {%- do adapter.drop_relation(new_data) -%}
    {%- endif -%}
  {%- endif -%}
  {%- do clickhouse_finish(target_relation, existing_relation, false) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{% macro clickhouse_create_iceberg(relation) -%}
  {%- set columns = [] -%}
  {%- for column in adapter.get_column_schema_from_query(sql, query_settings=config.get('query_settings') or {}) -%}
    {%- do columns.append(column.quoted ~ ' ' ~ column.data_type) -%}
  {%- endfor -%}
  create table {{ relation }} {{ on_cluster_clause(relation) }} ({{ columns | join(', ') }})
  {{ engine_clause() }}
  {{ clickhouse_expressions('order by', config.get('order_by')) if config.get('order_by') is not none }}
  {{ partition_cols(label='partition by') }}
{%- endmacro %}

{% macro clickhouse_insert_into_iceberg(relation, query) -%}
  {%- set columns = get_quoted_csv(clickhouse__get_columns_in_query(query)) -%}
  insert into {{ relation }} ({{ columns }}) settings allow_insert_into_iceberg = 1
  select {{ columns }} from (
    {{ query }}
    {{ adapter.get_model_query_settings(model) }}
  )
{%- endmacro %}

{% macro clickhouse_overwrite_iceberg(relation, new_data) %}
  {%- call statement('delete') -%}
    alter table {{ relation }} delete where true settings allow_insert_into_iceberg = 1
  {%- endcall -%}
  {%- call statement('insert') -%}
    {{ clickhouse_insert_into_iceberg(relation, 'select * from ' ~ new_data) }}
  {%- endcall -%}
{% endmacro %}

{#- Rows that an earlier run could not put into the table to the end. -#}
{% macro clickhouse_iceberg_recover(target, overwrites) %}
  {%- set new_data = clickhouse_new_data_relation(target) -%}
  {%- do drop_relation_if_exists(load_cached_relation(make_intermediate_relation(new_data))) -%}
  {%- set left = load_cached_relation(new_data) -%}
  {%- if left is not none -%}
    {%- do clickhouse_overwrite_iceberg(target, left) if overwrites -%}
    {%- do adapter.drop_relation(left) -%}
  {%- endif -%}
{% endmacro %}
