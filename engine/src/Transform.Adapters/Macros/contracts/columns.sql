{#- What a contract says of columns, and what a query gives. -#}
{% macro get_column_schema_from_query(select_sql, select_sql_header=none) %}
  {%- do return(adapter.get_column_schema_from_query(get_empty_subquery_sql(select_sql, select_sql_header))) -%}
{% endmacro %}

{#- A query without rows that has the columns of the contract. -#}
{% macro get_empty_schema_sql(columns) -%}
  {{ return(adapter.dispatch('get_empty_schema_sql', 'dbt')(columns)) }}
{%- endmacro %}

{% macro default__get_empty_schema_sql(columns) -%}
  {%- set untyped = [] -%}
  select
  {%- for column in columns.values() %}
    {%- if not column['data_type'] -%}
      {%- do untyped.append(column['name']) -%}
    {%- endif %}
    cast(null as {{ column['data_type'] }}) as {{ dbt.contract_column_name(column) }}{{ ',' if not loop.last }}
  {%- endfor -%}
  {%- if untyped -%}
    {%- do exceptions.raise_compiler_error('A contract needs the data_type of every column: ' ~ untyped | join(', ') ~ ' has none') -%}
  {%- endif -%}
{%- endmacro %}

{% macro contract_column_name(column) %}
  {%- do return(adapter.quote(column['name']) if column['quote'] else column['name']) -%}
{% endmacro %}

{% macro format_column(column) -%}
  {{ return(adapter.dispatch('format_column', 'dbt')(column)) }}
{%- endmacro %}

{% macro default__format_column(column) -%}
  {%- do return({'name': column.name, 'data_type': column.dtype, 'formatted': [column.name | lower, column.dtype] | join(' ')}) -%}
{%- endmacro %}

{% macro format_columns(columns) %}
  {%- set formatted = [] -%}
  {%- for column in columns -%}
    {%- do formatted.append(adapter.dispatch('format_column', 'dbt')(column)) -%}
  {%- endfor -%}
  {%- do return(formatted) -%}
{% endmacro %}

{% macro get_assert_columns_equivalent(sql) -%}
  {{ return(adapter.dispatch('get_assert_columns_equivalent', 'dbt')(sql)) }}
{%- endmacro %}

{% macro default__get_assert_columns_equivalent(sql) -%}
  {{ return(assert_columns_equivalent(sql)) }}
{%- endmacro %}

{#- Stops where a query does not give the columns of the contract, whatever their order. -#}
{% macro assert_columns_equivalent(sql) %}
  {%- if not execute -%}
    {%- do return('') -%}
  {%- endif -%}
  {%- if not model['columns'] -%}
    {%- do exceptions.raise_contract_error([], []) -%}
  {%- endif -%}
  {%- set given = format_columns(get_column_schema_from_query(sql, config.get('sql_header'))) -%}
  {%- set wanted = format_columns(get_column_schema_from_query(get_empty_schema_sql(model['columns']))) -%}
  {%- set types = {} -%}
  {%- for column in wanted -%}
    {%- do types.update({column.name: column.formatted}) -%}
  {%- endfor -%}
  {%- for column in given if types.get(column.name) != column.formatted -%}
    {%- do exceptions.raise_contract_error(wanted, given) -%}
  {%- endfor -%}
  {%- if given | length != wanted | length -%}
    {%- do exceptions.raise_contract_error(wanted, given) -%}
  {%- endif -%}
{% endmacro %}

{#- The query's columns in the order of the contract. -#}
{% macro get_select_subquery(sql) -%}
  {{ return(adapter.dispatch('get_select_subquery', 'dbt')(sql)) }}
{%- endmacro %}

{% macro default__get_select_subquery(sql) -%}
  select {{ adapter.dispatch('get_column_names', 'dbt')() }}
  from (
    {{ sql }}
  ) as model_subq
{%- endmacro %}

{% macro default__get_column_names() -%}
  {%- for column in model['columns'].values() -%}
    {{ dbt.contract_column_name(column) }}{{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}
