{#- The inside of "create table": columns with their types and constraints, then those of the table. -#}
{% macro get_table_columns_and_constraints() -%}
  {{ adapter.dispatch('get_table_columns_and_constraints', 'dbt')() }}
{%- endmacro %}

{% macro default__get_table_columns_and_constraints() -%}
  {{ table_columns_and_constraints() }}
{%- endmacro %}

{% macro table_columns_and_constraints() -%}
  {{ get_columns_spec_ddl() }}
{%- endmacro %}

{% macro get_columns_spec_ddl() -%}
  {{ return(adapter.dispatch('get_columns_spec_ddl', 'dbt')()) }}
{%- endmacro %}

{% macro default__get_columns_spec_ddl() -%}
  {%- set lines = [] -%}
  {%- for column in model['columns'].values() -%}
    {%- set line = [dbt.contract_column_name(column), column['data_type']] -%}
    {%- for constraint in column['constraints'] or [] -%}
      {%- do line.append(dbt.constraint_ddl(constraint)) -%}
    {%- endfor -%}
    {%- do lines.append(line | select | join(' ')) -%}
  {%- endfor -%}
  {%- for constraint in model['constraints'] or [] -%}
    {%- do lines.append(dbt.constraint_ddl(constraint, constraint['columns'] or [])) -%}
  {%- endfor -%}
  (
    {{ lines | select | join(',\n  ') }}
  )
{%- endmacro %}

{#- One constraint. columns: those it is about where it belongs to the table, none where it stands behind a column. Names are for
    those of tables, as in dbt; a not_null of a table has no form of its own. -#}
{% macro constraint_ddl(constraint, columns=none) %}
  {%- set type = constraint['type'] | string -%}
  {%- set expression = constraint['expression'] or '' -%}
  {%- set behind = ' ' ~ expression if expression else '' -%}
  {%- set name = 'constraint ' ~ constraint['name'] ~ ' ' if constraint['name'] and columns is not none else '' -%}
  {%- set about = ' (' ~ columns | join(', ') ~ ')' if columns is not none else '' -%}
  {%- if type == 'check' and expression -%}
    {%- do return(name ~ 'check (' ~ expression ~ ')') -%}
  {%- elif type == 'not_null' and columns is none -%}
    {%- do return('not null' ~ behind) -%}
  {%- elif type in ('unique', 'primary_key') -%}
    {%- do return(name ~ type.replace('_', ' ') ~ behind ~ about) -%}
  {%- elif type == 'foreign_key' -%}
    {%- set target = constraint_target(constraint) -%}
    {%- do return(name ~ ('foreign key' ~ about ~ ' ' if columns is not none else '') ~ 'references ' ~ target if target else '') -%}
  {%- endif -%}
  {%- do return(name ~ expression if type == 'custom' and expression else '') -%}
{% endmacro %}

{#- What a foreign key points at. -#}
{% macro constraint_target(constraint) -%}
  {{ return(adapter.dispatch('constraint_target', 'dbt')(constraint)) }}
{%- endmacro %}

{% macro default__constraint_target(constraint) -%}
  {%- if constraint['to'] and constraint['to_columns'] -%}
    {%- do return(constraint['to'] ~ ' (' ~ constraint['to_columns'] | join(', ') ~ ')') -%}
  {%- endif -%}
  {%- do return(constraint['expression'] or '') -%}
{%- endmacro %}
