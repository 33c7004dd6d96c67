{% macro duckdb__alter_relation_comment(relation, relation_comment) -%}
  comment on {{ (relation.type or 'table').replace('_', ' ') }} {{ relation.render() }} is '{{ dbt.escape_single_quotes(relation_comment) }}';
{%- endmacro %}

{% macro duckdb__alter_column_comment(relation, column_dict) -%}
  {%- for name, column in column_dict.items() %}
    comment on column {{ relation.render() }}.{{ adapter.quote(name) }} is '{{ dbt.escape_single_quotes(column['description'] or '') }}';
  {%- endfor -%}
{%- endmacro %}
