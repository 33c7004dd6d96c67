{#- A model's indexes are dropped with its table, so their names need not be new each time. -#}
{% macro duckdb__get_create_index_sql(relation, index_dict) -%}
  {%- set columns = index_dict['columns'] -%}
  {%- set name = relation.identifier ~ '_' ~ columns | join('_') ~ '_index' -%}
  create {{ 'unique ' if index_dict['unique'] }}index if not exists {{ adapter.quote(name) }} on {{ relation.render() }} ({{ get_quoted_csv(columns) }})
{%- endmacro %}
