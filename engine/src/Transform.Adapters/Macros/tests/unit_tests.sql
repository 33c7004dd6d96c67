{#- Rows of a unit test as a query. Each row is a list of literals, one for each column; a column has name, quoted and
    data_type. -#}
{% macro get_unit_test_rows_sql(columns, rows) -%}
  {{ adapter.dispatch('get_unit_test_rows_sql', 'dbt')(columns, rows) }}
{%- endmacro %}

{% macro default__get_unit_test_rows_sql(columns, rows) -%}
{%- for row in rows or [['null'] * (columns | length)] %}
{{ 'union all ' if not loop.first }}select
  {%- for column in columns %} {{ unit_test_cell(row[loop.index0], column.data_type) }} as {{ column.quoted }}{{ ',' if not loop.last }}{% endfor %}
{%- endfor %}
{%- if not rows %}
where 1 = 0
{%- endif %}
{%- endmacro %}

{#- A text keeps its whole length, however short the column is: that it is too long is for the test to find out. -#}
{% macro unit_test_cell(literal, data_type) -%}
  {%- if 'varying' in data_type and literal.startswith("'") -%}
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
select {{ columns }}, 'actual' as {{ adapter.quote('actual_or_expected') }}
from (
{{ main_sql }}
) unit_test_actual
union all
select {{ columns }}, 'expected' as {{ adapter.quote('actual_or_expected') }}
from (
{{ expected_fixture_sql }}
) unit_test_expected
{%- endmacro %}
