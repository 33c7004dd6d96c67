{% macro clickhouse__get_create_node_results_sql(relation, columns) -%}
  create table if not exists {{ relation }} {{ on_cluster_clause(relation) }} (
    {%- for column in columns %}{{ ', ' if not loop.first }}{{ adapter.quote(column) }} String{% endfor -%}
  )
  engine = MergeTree order by (node_schema, node_key)
{%- endmacro %}
