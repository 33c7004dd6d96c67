{#- Rows of a unit test as a query. Each row is a list of literals, one for each column; a column has name, quoted and
    data_type. -#}
{% macro get_unit_test_rows_sql(columns, rows) -%}
  {{ adapter.dispatch('get_unit_test_rows_sql', 'dbt')(columns, rows) }}
{%- endmacro %}

{% macro default__get_unit_test_rows_sql(columns, rows) -%}
{%- for row in rows or [['null'] * (columns | length)] %}
{{ 'union all ' if not loop.first }}select
  {%- for column in columns %} {{ dbt.unit_test_cell(row[loop.index0], column.data_type) }} as {{ column.quoted }}{{ ',' if not loop.last }}{% endfor %}
{%- endfor %}
{%- if not rows %}
where 1 = 0
{%- endif %}
{%- endmacro %}

{#- A text keeps its whole length, however short the column is: that it is too long is for the test to find out. -#}
{% macro unit_test_cell(literal, data_type) -%}
  {%- if 'varying' in data_type and literal is string and literal.startswith("'") -%}
    {%- set data_type = data_type.split('(')[0] -%}
  {%- endif -%}
  {{ return(safe_cast(literal, data_type)) }}
{%- endmacro %}

{#- The rows that came out and those that should have, told apart by the last column. -#}
{% macro get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) -%}
  {{ adapter.dispatch('get_unit_test_sql', 'dbt')(main_sql, expected_fixture_sql, expected_column_names) }}
{%- endmacro %}

{% macro default__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) -%}
{%- set columns = expected_column_names | join(', ') -%}
{%- set told_apart = adapter.quote('actual_or_expected') -%}
with dbt_internal_unit_test_actual as (
  select {{ columns }}, {{ dbt.string_literal('actual') }} as {{ told_apart }}
  from (
    {{ main_sql }}
  ) _dbt_internal_unit_test_actual
),
dbt_internal_unit_test_expected as (
  select {{ columns }}, {{ dbt.string_literal('expected') }} as {{ told_apart }}
  from (
    {{ expected_fixture_sql }}
  ) _dbt_internal_unit_test_expected
)
select * from dbt_internal_unit_test_actual
union all
select * from dbt_internal_unit_test_expected
{%- endmacro %}

{#- The rows of a test's input as a query, with the types that the input has in the warehouse where none are given. -#}
{% macro get_fixture_sql(rows, column_name_to_data_types) -%}
  {%- set types = column_name_to_data_types or {} -%}
  {%- set quoted = {} -%}
  {%- if not types -%}
    {%- set relation = defer_relation if defer_relation and not load_relation(this) else this -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
      {%- do types.update({column.name | lower: column.data_type}) -%}
      {%- do quoted.update({column.name | lower: column.quoted}) -%}
    {%- endfor -%}
    {%- if not types -%}
      {%- do exceptions.raise_compiler_error('The columns of ' ~ model.name ~ ' are not known: ' ~ this ~ ' does not exist yet. Build it first') -%}
    {%- endif -%}
  {%- endif -%}
  {%- do validate_fixture_rows(rows, none) -%}
  {%- for row in rows or [{}] -%}
    {%- set cells = format_row(row, types) -%}
    {{ '\nunion all\n' if not loop.first }}select
    {%- for name, type in types.items() %} {{ cells[name] if name in cells else safe_cast('null', type) | trim }} as {{ quoted.get(name, name) }}{{ ',' if not loop.last }}{% endfor -%}
  {%- endfor -%}
  {{ '\nlimit 0' if not rows }}
{%- endmacro %}

{#- The expected rows as a query. -#}
{% macro get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) -%}
  {%- for row in rows -%}
    {%- set cells = format_row(row, column_name_to_data_types) -%}
    {{ '\nunion all\n' if not loop.first }}select
    {%- for name, cell in cells.items() %} {{ cell }} as {{ column_name_to_quoted[name] }}{{ ',' if not loop.last }}{% endfor -%}
  {%- else -%}
    select * from dbt_internal_unit_test_actual
    limit 0
  {%- endfor -%}
{%- endmacro %}

{#- The cells of a row as SQL, by column in small letters. -#}
{% macro format_row(row, column_name_to_data_types) %}
  {%- set cells = {} -%}
  {%- for key, value in row.items() -%}
    {%- set name = key | lower -%}
    {%- if name not in column_name_to_data_types -%}
      {%- set what = 'the expected output' if model.resource_type == 'unit_test' else "'" ~ model.name ~ "'" -%}
      {%- do exceptions.raise_compiler_error(
            "The rows of a unit test have the column '" ~ name ~ "' for " ~ what ~ ', which has only '
            ~ column_name_to_data_types.keys() | join(', ')) -%}
    {%- endif -%}
    {%- set literal = 'null' if value is none
          else dbt.string_literal(dbt.escape_single_quotes(value)) if value is string
          else value -%}
    {%- do cells.update({name: dbt.unit_test_cell(literal, column_name_to_data_types[name])}) -%}
  {%- endfor -%}
  {%- do return(cells) -%}
{% endmacro %}

{#- For adapters that refuse some rows. -#}
{% macro validate_fixture_rows(rows, row_number) -%}
  {{ return(adapter.dispatch('validate_fixture_rows', 'dbt')(rows, row_number)) }}
{%- endmacro %}

{% macro default__validate_fixture_rows(rows, row_number) -%}
{%- endmacro %}
