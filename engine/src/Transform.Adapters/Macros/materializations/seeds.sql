{#- A CSV file as a table. The rows come as the table that load_agate_table() reads. -#}
{% materialization seed, default %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set existing = load_cached_relation(target_relation) -%}
  {%- set anew = should_full_refresh() -%}
  {%- set table = load_agate_table() -%}
  {%- do store_result('agate_table', response='OK', agate_table=table) -%}

  {{ run_hooks(pre_hooks, inside_transaction=false) }}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}
  {%- if existing is not none and existing.is_view -%}
    {%- do exceptions.raise_compiler_error('The seed ' ~ model['name'] ~ ' cannot be loaded into ' ~ existing.render() ~ ': that is a view') -%}
  {%- endif -%}
  {%- set resets = existing is not none and existing.is_table -%}
  {%- set make_room = reset_csv_table(model, anew, existing, table) if resets else create_csv_table(model, table) -%}
  {%- set count = table.rows | length -%}
  {%- set fill = load_csv_rows(model, table) if count else '' -%}
  {%- set verb = 'CREATE' if anew else 'INSERT' -%}
  {%- call noop_statement('main', verb ~ ' ' ~ count, verb, count) -%}
    {{ get_csv_sql(make_room, fill) }};
  {%- endcall -%}

  {%- do dbt.grant_and_document(target_relation, existing, full_refresh_mode=anew) -%}
  {%- if anew or not resets -%}
    {%- do create_indexes(target_relation) -%}
  {%- endif -%}
  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {%- do adapter.commit() -%}
  {{ run_hooks(post_hooks, inside_transaction=false) }}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{#- Makes the table with the columns of the file, and gives the SQL that did. -#}
{% macro create_csv_table(model, agate_table) -%}
  {{ adapter.dispatch('create_csv_table', 'dbt')(model, agate_table) }}
{%- endmacro %}

{% macro default__create_csv_table(model, agate_table) %}
  {%- set column_types = model['config'].get('column_types') or {} -%}
  {%- set quoted = model['config'].get('quote_columns') -%}
  {%- set columns = [] -%}
  {%- for name in agate_table.column_names -%}
    {%- do columns.append(
          adapter.quote_seed_column(name | string, quoted) ~ ' ' ~ column_types.get(name, adapter.convert_type(agate_table, loop.index0))) -%}
  {%- endfor -%}
  {%- set sql = 'create table ' ~ this.render() ~ ' (' ~ columns | join(', ') ~ ')' -%}
  {%- call statement('_') -%}{{ sql }}{%- endcall -%}
  {%- do return(sql) -%}
{% endmacro %}

{#- Makes room for the rows in a table that is there. -#}
{% macro reset_csv_table(model, full_refresh, old_relation, agate_table) -%}
  {{ adapter.dispatch('reset_csv_table', 'dbt')(model, full_refresh, old_relation, agate_table) }}
{%- endmacro %}

{% macro default__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
  {%- if full_refresh -%}
    {%- do adapter.drop_relation(old_relation) -%}
    {%- do return(create_csv_table(model, agate_table)) -%}
  {%- endif -%}
  {%- do adapter.truncate_relation(old_relation) -%}
  {%- do return('truncate table ' ~ old_relation.render()) -%}
{% endmacro %}

{#- Both statements, for target/run. -#}
{% macro get_csv_sql(create_or_truncate_sql, insert_sql) -%}
  {{ adapter.dispatch('get_csv_sql', 'dbt')(create_or_truncate_sql, insert_sql) }}
{%- endmacro %}

{% macro default__get_csv_sql(create_or_truncate_sql, insert_sql) -%}
  {{ create_or_truncate_sql }};
  {{ insert_sql }}
{%- endmacro %}

{% macro get_binding_char() -%}
  {{ adapter.dispatch('get_binding_char', 'dbt')() }}
{%- endmacro %}

{% macro default__get_binding_char() -%}
  {{ return('%s') }}
{%- endmacro %}

{#- How many rows one insert takes. -#}
{% macro get_batch_size() -%}
  {{ return(adapter.dispatch('get_batch_size', 'dbt')()) }}
{%- endmacro %}

{% macro default__get_batch_size() -%}
  {{ return(10000) }}
{%- endmacro %}

{% macro get_seed_column_quoted_csv(model, column_names) %}
  {%- set quoted = [] -%}
  {%- for name in column_names -%}
    {%- do quoted.append(adapter.quote_seed_column(name, model['config'].get('quote_columns'))) -%}
  {%- endfor -%}
  {%- do return(quoted | join(', ')) -%}
{% endmacro %}

{#- Inserts the rows, and gives the first of the statements that did. -#}
{% macro load_csv_rows(model, agate_table) -%}
  {{ adapter.dispatch('load_csv_rows', 'dbt')(model, agate_table) }}
{%- endmacro %}

{% macro default__load_csv_rows(model, agate_table) %}
  {%- set columns = get_seed_column_quoted_csv(model, agate_table.column_names) -%}
  {%- set row_of_bindings = '(' ~ ([get_binding_char() | trim] * (agate_table.column_names | length)) | join(',') ~ ')' -%}
  {%- set statements = [] -%}
  {%- for chunk in agate_table.rows | batch(get_batch_size()) -%}
    {%- set bindings = [] -%}
    {%- for row in chunk -%}
      {%- do bindings.extend(row) -%}
    {%- endfor -%}
    {%- set sql = 'insert into ' ~ this.render() ~ ' (' ~ columns ~ ') values ' ~ ([row_of_bindings] * (chunk | length)) | join(',') -%}
    {%- do adapter.add_query(sql, bindings=bindings, abridge_sql_log=true) -%}
    {%- if loop.first -%}
      {%- do statements.append(sql) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do return(statements | first) -%}
{% endmacro %}

{#- An empty table for a seed that the warehouse reads by itself. columns: pairs of quoted name and type, in order. -#}
{% macro get_create_seed_table_sql(relation, columns) -%}
  {{ adapter.dispatch('get_create_seed_table_sql', 'dbt')(relation, columns) }}
{%- endmacro %}

{% macro default__get_create_seed_table_sql(relation, columns) -%}
  create table {{ relation }} (
    {%- for name, type in columns %}
    {{ name }} {{ type }}{{ ',' if not loop.last }}
    {%- endfor %}
  )
{%- endmacro %}
