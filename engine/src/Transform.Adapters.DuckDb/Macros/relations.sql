{#- DuckDB binds views when they are read, so there is nothing to cascade to. -#}
{% macro duckdb__get_drop_sql(relation) -%}
  drop {{ (relation.type or 'table').replace('_', ' ') }} if exists {{ relation.render() }}
{%- endmacro %}

{% macro duckdb__alter_column_type(relation, column_name, new_column_type) -%}
  {%- call statement('alter_column_type') -%}
    alter table {{ relation.render() }} alter column {{ adapter.quote(column_name) }} set data type {{ new_column_type }}
  {%- endcall -%}
{%- endmacro %}
