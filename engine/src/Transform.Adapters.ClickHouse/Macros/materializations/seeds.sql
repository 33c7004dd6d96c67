{% macro clickhouse__get_create_seed_table_sql(relation, columns) -%}
  create table {{ relation }} {{ on_cluster_clause(relation) }} (
    {%- for name, type in columns %}
    {{ name }} {{ type }}{{ ',' if not loop.last }}
    {%- endfor %}
  )
  {{ engine_clause() }}
  {{ order_cols(label='order by') }}
  {{ partition_cols(label='partition by') }}
{%- endmacro %}

{% macro clickhouse__create_csv_table(model, agate_table) %}
  {%- set column_types = model['config'].get('column_types') or {} -%}
  {%- set columns = [] -%}
  {%- for name in agate_table.column_names -%}
    {%- do columns.append((
          adapter.quote_seed_column(name | string, model['config'].get('quote_columns')),
          column_types.get(name, adapter.convert_type(agate_table, loop.index0)))) -%}
  {%- endfor -%}
  {%- set sql = clickhouse__get_create_seed_table_sql(this, columns) -%}
  {%- call statement('_') -%}{{ sql }}{%- endcall -%}
  {%- do return(sql) -%}
{% endmacro %}

{% macro clickhouse__load_csv_rows(model, agate_table) %}
  {%- set rows = adapter.get_csv_data(agate_table) -%}
  {%- if rows -%}
    {%- set sql = 'insert into ' ~ this.render() ~ ' (' ~ get_seed_column_quoted_csv(model, agate_table.column_names) ~ ') '
          ~ adapter.get_model_query_settings(model) ~ ' format CSV\n' ~ rows -%}
    {%- do adapter.add_query(sql, abridge_sql_log=true) -%}
  {%- endif -%}
{% endmacro %}
