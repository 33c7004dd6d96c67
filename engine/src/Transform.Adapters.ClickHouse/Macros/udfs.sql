{#- A function of ClickHouse is an expression that belongs to no database, but its name may have a point: it is called as `schema`.`name`
    then, as all names are. Its parameters have no types; the result is cast to the type that the function returns. One over aggregates is
    an aggregate. -#}
{% macro clickhouse__scalar_function_sql(target_relation) -%}
  {%- set type = model.returns.data_type if model.returns.data_type != 'INVALID_TYPE' else '' -%}
  {%- set names = [] -%}
  {%- for argument in model.arguments -%}
    {%- if argument.get('default_value') is not none -%}
      {%- do exceptions.raise_compiler_error("The function '" ~ model.name ~ "' has a default value for '" ~ argument.name ~ "', which functions of ClickHouse cannot have") -%}
    {%- endif -%}
    {%- do names.append(adapter.quote(argument.name)) -%}
  {%- endfor -%}
  create or replace function {{ adapter.quote(target_relation.schema ~ '.' ~ target_relation.identifier) }} {{ on_cluster_clause(target_relation) }}
  as ({{ names | join(', ') }}) -> {{ 'cast(' if type }}(
    {{ model.compiled_code }}
  ){{ ' as ' ~ type ~ ')' if type }}
{%- endmacro %}

{% macro clickhouse__aggregate_function_sql(target_relation) -%}
  {{ scalar_function_sql(target_relation) }}
{%- endmacro %}

{% macro clickhouse__table_function_sql(target_relation) -%}
  {%- do exceptions.raise_compiler_error("The function '" ~ model.name ~ "' gives a table, which functions of ClickHouse cannot do: make it a view with parameters") -%}
{%- endmacro %}

{#- There is no place for comments, and no privileges. -#}
{% macro clickhouse__function_execute_build_sql(build_sql, existing_relation, target_relation) %}
  {%- call statement('main') -%}
    {{ build_sql }}
  {%- endcall -%}
{% endmacro %}
