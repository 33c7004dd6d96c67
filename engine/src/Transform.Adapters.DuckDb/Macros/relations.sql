{#- partitioned_by and sorted_by: SQL lists of columns, for DuckLake tables. -#}
{% macro create_table_as(temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none) -%}
  {%- set writer = adapter.dispatch('create_table_as', 'dbt') -%}
  {#- A project's own may have been written before there were languages and layouts. -#}
  {%- if partitioned_by or sorted_by -%}
    {{ return(writer(temporary, relation, compiled_code, language, partitioned_by=partitioned_by, sorted_by=sorted_by)) }}
  {%- elif language != 'sql' -%}
    {{ return(writer(temporary, relation, compiled_code, language)) }}
  {%- endif -%}
  {{ return(writer(temporary, relation, compiled_code)) }}
{%- endmacro %}

{#- The same for those who call it: a project's own create_table_as gets no more than it needs. -#}
{% macro duckdb_table_sql(temporary, relation, compiled_code, language, partitioned_by=none, sorted_by=none) -%}
  {%- if partitioned_by or sorted_by -%}
    {{ return(create_table_as(temporary, relation, compiled_code, language, partitioned_by=partitioned_by, sorted_by=sorted_by)) }}
  {%- elif language != 'sql' -%}
    {{ return(create_table_as(temporary, relation, compiled_code, language)) }}
  {%- endif -%}
  {{ return(create_table_as(temporary, relation, compiled_code)) }}
{%- endmacro %}

{#- A table with a contract is made from its columns first and filled then: that way it has its constraints. -#}
{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none) -%}
  {%- if language == 'python' -%}
    {{ return(py_write_table(temporary, relation, compiled_code, partitioned_by, sorted_by)) }}
  {%- elif language != 'sql' -%}
    {%- do exceptions.raise_compiler_error("A table is made of a query in sql, not in '" ~ language ~ "'") -%}
  {%- endif -%}
  {%- set has_contract = (config.get('contract') or {}).get('enforced') -%}
  {%- if has_contract -%}
    {{ get_assert_columns_equivalent(compiled_code) }}
  {%- endif -%}
  {%- set layout -%}
    {{ duckdb__alter_table_set_partitioned_by(relation, partitioned_by) if partitioned_by }}
    {{ duckdb__alter_table_set_sorted_by(relation, sorted_by) if sorted_by }}
  {%- endset -%}
  {{ config.get('sql_header', '') }}
  create {{ 'temporary ' if temporary }}table {{ relation.include(database=not temporary, schema=not temporary) }}
  {% if has_contract and not temporary -%}
    {{ get_table_columns_and_constraints() }};
    {{ layout }}
    insert into {{ relation }} {{ get_column_names() }} (
      {{ get_select_subquery(compiled_code) }}
    );
  {%- elif layout | trim -%}
    as (
      select * from (
        {{ compiled_code }}
      ) as model_subq
      limit 0
    );
    {{ layout }}
    insert into {{ relation }}
    {{ compiled_code }};
  {%- else -%}
    as (
      {{ compiled_code }}
    );
  {%- endif -%}
{%- endmacro %}

{#- The columns of the contract as the list of an insert. -#}
{% macro get_column_names() -%}
  {%- set names = [] -%}
  {%- for column in model['columns'].values() -%}
    {%- do names.append(adapter.quote(column['name']) if column.get('quote') else column['name']) -%}
  {%- endfor -%}
  ({{ names | join(', ') }})
{%- endmacro %}

{% macro duckdb__create_view_as(relation, sql) -%}
  {{ dbt.default__create_view_as(relation, sql) }};
{%- endmacro %}

{#- DuckDB binds views when they are read, so there is nothing to cascade to. -#}
{% macro duckdb__get_drop_sql(relation) -%}
  drop {{ (relation.type or 'table').replace('_', ' ') }} if exists {{ relation.render() }}
{%- endmacro %}

{% macro duckdb__drop_relation(relation) -%}
  {%- call statement('drop_relation', auto_begin=false) -%}
    {{ get_drop_sql(relation) }}
  {%- endcall -%}
{%- endmacro %}

{% macro duckdb__rename_relation(from_relation, to_relation) -%}
  {%- call statement('rename_relation') -%}
    alter {{ to_relation.type or from_relation.type or 'table' }} {{ from_relation }} rename to {{ adapter.quote_as_configured(to_relation.identifier, 'identifier') }}
  {%- endcall -%}
{%- endmacro %}

{#- A table of the session's own: it has no database and no schema, and its name is new each time. -#}
{% macro duckdb__make_temp_relation(base_relation, suffix) %}
  {%- do return(base_relation.incorporate(path={
        'identifier': base_relation.identifier ~ suffix ~ py_current_timestring(), 'schema': none, 'database': none})) -%}
{% endmacro %}

{#- The relation for rows on their way, and whether it is temporary. -#}
{% macro duckdb__dispatch_temporary_relation(target_relation, batch_id='') %}
  {%- do return({'relation': make_temp_relation(target_relation), 'temporary': true}) -%}
{% endmacro %}

{% macro duckdb__alter_column_type(relation, column_name, new_column_type) -%}
  {%- call statement('alter_column_type') -%}
    alter table {{ relation.render() }} alter column {{ adapter.quote(column_name) }} set data type {{ new_column_type }}
  {%- endcall -%}
{%- endmacro %}

{#- One change at a time: that is all that a statement takes. -#}
{% macro duckdb__alter_relation_add_remove_columns(relation, add_columns, remove_columns) -%}
  {%- set kind = relation.type or 'table' -%}
  {%- for column in add_columns or [] -%}
    {%- do run_query('alter ' ~ kind ~ ' ' ~ relation ~ ' add column ' ~ adapter.quote(column.name) ~ ' ' ~ column.data_type) -%}
  {%- endfor -%}
  {%- for column in remove_columns or [] -%}
    {%- do run_query('alter ' ~ kind ~ ' ' ~ relation ~ ' drop column ' ~ adapter.quote(column.name)) -%}
  {%- endfor -%}
{%- endmacro %}

{#- A header is run on its own, since what follows may be described rather than run. -#}
{% macro duckdb__get_empty_subquery_sql(select_sql, select_sql_header=none) -%}
  {%- do run_query(select_sql_header) if select_sql_header -%}
  {{ dbt.default__get_empty_subquery_sql(select_sql) }}
{%- endmacro %}
