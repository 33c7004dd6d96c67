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
    {%- set line = [contract_column_name(column), column['data_type']] -%}
    {%- for constraint in column['constraints'] or [] -%}
      {%- do line.append(constraint_ddl(constraint, [])) -%}
    {%- endfor -%}
    {%- do lines.append(line | select | join(' ')) -%}
  {%- endfor -%}
  {%- for constraint in model['constraints'] or [] -%}
    {%- do lines.append(constraint_ddl(constraint, constraint['columns'] or [])) -%}
  {%- endfor -%}
  (
    {{ lines | select | join(',\n  ') }}
  )
{%- endmacro %}

{#- One constraint. columns: those it is about, where it belongs to the table. -#}
{% macro constraint_ddl(constraint, columns) %}
  {%- set name = 'constraint ' ~ constraint['name'] ~ ' ' if constraint['name'] else '' -%}
  {%- set type = constraint['type'] | string -%}
  {%- set about = ' (' ~ columns | join(', ') ~ ')' if columns else '' -%}
  {%- set expression = constraint['expression'] or '' -%}
  {%- if type == 'check' -%}
    {%- do return(name ~ 'check (' ~ expression ~ ')') -%}
  {%- elif type == 'not_null' -%}
    {%- do return('not null') -%}
  {%- elif type in ('unique', 'primary_key') -%}
    {%- do return(name ~ type.replace('_', ' ') ~ about ~ (' ' ~ expression if expression else '')) -%}
  {%- elif type == 'foreign_key' -%}
    {%- set target = constraint['to'] ~ ' (' ~ constraint['to_columns'] | join(', ') ~ ')' if constraint['to'] else expression -%}
    {%- do return(name ~ ('foreign key' ~ about ~ ' ' if columns else '') ~ 'references ' ~ target) -%}
  {%- endif -%}
  {%- do return(name ~ expression if type == 'custom' else '') -%}
{% endmacro %}
