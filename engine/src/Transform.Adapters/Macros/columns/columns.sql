{#- adapter.get_columns_in_relation() asks the macro where a project has its own, else the warehouse's catalog. -#}
{% macro get_columns_in_relation(relation) -%}
  {{ return(adapter.dispatch('get_columns_in_relation', 'dbt')(relation)) }}
{%- endmacro %}

{% macro default__get_columns_in_relation(relation) -%}
  {{ return(adapter.get_columns_in_relation(relation)) }}
{%- endmacro %}

{#- A query's columns without its rows. -#}
{% macro get_empty_subquery_sql(select_sql, select_sql_header=none) -%}
  {{ return(adapter.dispatch('get_empty_subquery_sql', 'dbt')(select_sql, select_sql_header)) }}
{%- endmacro %}

{% macro default__get_empty_subquery_sql(select_sql, select_sql_header=none) -%}
  {{ select_sql_header or '' }}
  select * from (
    {{ select_sql }}
  ) as __dbt_sbq
  where false
  limit 0
{%- endmacro %}

{% macro get_columns_in_query(select_sql) -%}
  {{ return(adapter.dispatch('get_columns_in_query', 'dbt')(select_sql)) }}
{%- endmacro %}

{% macro default__get_columns_in_query(select_sql) -%}
  {%- call statement('get_columns_in_query', fetch_result=true, auto_begin=false) -%}{{ get_empty_subquery_sql(select_sql) }}{%- endcall -%}
  {%- set answer = load_result('get_columns_in_query') -%}
  {%- do return(answer.table.columns | map(attribute='name') | list) -%}
{%- endmacro %}

{#- Gives a column another type by way of a second column, for warehouses that cannot do it in place. -#}
{% macro alter_column_type(relation, column_name, new_column_type) -%}
  {{ return(adapter.dispatch('alter_column_type', 'dbt')(relation, column_name, new_column_type)) }}
{%- endmacro %}

{% macro default__alter_column_type(relation, column_name, new_column_type) -%}
  {%- set old, new = adapter.quote(column_name), adapter.quote(column_name ~ '__dbt_alter') -%}
  {%- set alter = 'alter table ' ~ relation.render() -%}
  {%- call statement('alter_column_type') -%}
    {{ [alter ~ ' add column ' ~ new ~ ' ' ~ new_column_type,
        'update ' ~ relation.render() ~ ' set ' ~ new ~ ' = ' ~ old,
        alter ~ ' drop column ' ~ old ~ ' cascade',
        alter ~ ' rename column ' ~ new ~ ' to ' ~ old] | join(';\n') }}
  {%- endcall -%}
{%- endmacro %}

{% macro alter_relation_add_remove_columns(relation, add_columns=none, remove_columns=none) -%}
  {{ return(adapter.dispatch('alter_relation_add_remove_columns', 'dbt')(relation, add_columns, remove_columns)) }}
{%- endmacro %}

{% macro default__alter_relation_add_remove_columns(relation, add_columns, remove_columns) -%}
  {%- set changes = [] -%}
  {%- for column in add_columns or [] -%}
    {%- do changes.append('add column ' ~ column.quoted ~ ' ' ~ (column.expanded_data_type or column.data_type)) -%}
  {%- endfor -%}
  {%- for column in remove_columns or [] -%}
    {%- do changes.append('drop column ' ~ column.quoted) -%}
  {%- endfor -%}
  {%- if changes -%}
    {%- do run_query('alter ' ~ (relation.type or 'table') ~ ' ' ~ relation.render() ~ ' ' ~ changes | join(', ')) -%}
  {%- endif -%}
{%- endmacro %}

{#- Column names, quoted, as one comma-separated text. -#}
{% macro get_quoted_csv(column_names) %}
  {%- set quoted = [] -%}
  {%- for name in column_names -%}
    {%- do quoted.append(adapter.quote(name)) -%}
  {%- endfor -%}
  {%- do return(quoted | join(', ')) -%}
{% endmacro %}

{#- Rows of name, type and sizes, as a warehouse answers, as Columns. -#}
{% macro sql_convert_columns_in_relation(table) %}
  {%- set found = namespace(columns=[]) -%}
  {%- for row in table -%}{%- set found.columns = found.columns + [api.Column(*row)] -%}{%- endfor -%}
  {%- do return(found.columns) -%}
{% endmacro %}

{% macro get_list_of_column_names(columns) %}
  {%- do return(columns | map(attribute='name') | list) -%}
{% endmacro %}
