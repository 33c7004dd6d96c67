{#- A table with the types and constraints of its contract, filled by name. -#}
{% macro get_create_contract_table_sql(relation, sql) -%}
  {{ adapter.dispatch('get_create_contract_table_sql', 'dbt')(relation, sql) }}
{%- endmacro %}

{% macro default__get_create_contract_table_sql(relation, sql) -%}
  {{ config.get('sql_header', '') }}
  create table {{ relation }} {{ get_table_columns_and_constraints() }};
  insert into {{ relation }} ({{ adapter.dispatch('get_column_names', 'dbt')() }})
  {{ get_select_subquery(sql) }}
{%- endmacro %}
