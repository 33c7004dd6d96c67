{#- A comment as a literal. -#}
{% macro duckdb_escape_comment(comment) -%}
  {%- if comment is not string -%}
    {%- do exceptions.raise_compiler_error('A comment is a text, not ' ~ comment) -%}
  {%- endif -%}
  '{{ dbt.escape_single_quotes(comment) }}'
{%- endmacro %}

{% macro duckdb__alter_relation_comment(relation, comment) -%}
  comment on {{ (relation.type or 'table').replace('_', ' ') }} {{ relation.render() }} is {{ duckdb_escape_comment(comment) }};
{%- endmacro %}

{#- Columns count by their very names, whatever the case of others. -#}
{% macro duckdb__alter_column_comment(relation, column_dict) -%}
  {%- set there = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
  {%- for name, column in column_dict.items() if name in there %}
    comment on column {{ relation.render() }}.{{ adapter.quote(name) }} is {{ duckdb_escape_comment(column['description'] or '') }};
  {%- endfor -%}
{%- endmacro %}
