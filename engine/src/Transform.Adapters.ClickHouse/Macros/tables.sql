{#- A table is made empty first and filled then: the macro makes it, and what it gives is the insert. -#}
{% macro clickhouse__create_table_as(temporary, relation, sql) -%}
  {%- set has_contract = config.get('contract').enforced -%}
  {{ clickhouse__create_empty_table(temporary, relation, sql, has_contract) }}
  {%- if not temporary -%}
    {{ clickhouse__insert_into(relation, sql, has_contract) }}
  {%- endif -%}
{%- endmacro %}

{% macro clickhouse__create_empty_table(temporary, relation, sql, has_contract, statement_name='create_table_empty') %}
  {%- call statement(statement_name) -%}
    {{ create_table_or_empty(temporary, relation, sql, has_contract) }}
  {%- endcall -%}
  {%- if not temporary -%}
    {{ add_index_and_projections(relation) }}
  {%- endif -%}
{% endmacro %}

{#- With a contract the columns are those of the model's description, with codecs, ttls and constraints; else those of the query. -#}
{% macro create_table_or_empty(temporary, relation, sql, has_contract) -%}
  {{ config.get('sql_header') or '' }}
  {% if temporary -%}
    create temporary table {{ relation.identifier }}
    engine Memory
    {{ adapter.get_model_settings(model, 'Memory') }}
    as (
      {{ sql }}
    )
  {%- else -%}
    create table {{ relation }} {{ on_cluster_clause(relation) }}
    {% if has_contract -%}
      {{ get_assert_columns_equivalent(sql) }}
      {{ get_table_columns_and_constraints() }}
    {%- endif %}
    {{ clickhouse_table_clauses() }}
    {% if not has_contract -%}
      empty as (
        {{ sql }}
      )
    {%- endif %}
    {{ adapter.get_model_query_settings(model) }}
  {%- endif -%}
{%- endmacro %}

{#- use_columns_from_sql: the table may have more columns than the query gives. -#}
{% macro clickhouse__insert_into(target_relation, sql, has_contract, use_columns_from_sql=False) -%}
  {%- if use_columns_from_sql -%}
    {%- set columns = get_quoted_csv(clickhouse__get_columns_in_query(sql)) -%}
  {%- else -%}
    {%- set columns = adapter.get_columns_in_relation(target_relation) | map(attribute='quoted') | join(', ') -%}
  {%- endif -%}
  insert into {{ target_relation }} ({{ columns }})
  {% if has_contract -%}
    select {{ columns }}
    from (
      {{ sql }}
    )
  {%- else -%}
    {{ sql }}
  {%- endif -%}
  {{ adapter.get_model_query_settings(model) }}
{%- endmacro %}

{#- A contract holds names and types, in any order; without names the server would not know which is which. -#}
{% macro clickhouse__get_assert_columns_equivalent(sql) -%}
  {%- set promised = model['columns'].values() | list -%}
  {%- if not model['columns'] -%}
    {%- do exceptions.raise_contract_error([], []) -%}
  {%- endif -%}
  {%- set given = adapter.format_columns(adapter.get_column_schema_from_query(sql, query_settings=config.get('query_settings') or {})) -%}
  {%- set types = {} -%}
  {%- for column in promised -%}{%- do types.update({column['name']: column['data_type']}) -%}{%- endfor -%}
  {%- set others = [] -%}
  {%- for column in given if types.get(column['name']) != column['data_type'] -%}
    {%- do others.append(column['name']) -%}
  {%- endfor -%}
  {%- if others or given | length != promised | length -%}
    {#- The types may have other names than the server gives them, such as int. -#}
    {%- set named = clickhouse_own_names(promised) -%}
    {%- for column in given if named.get(column['name']) != column['data_type'] -%}
      {%- do exceptions.raise_contract_error(promised, given) -%}
    {%- endfor -%}
    {%- do exceptions.raise_contract_error(promised, given) if given | length != promised | length -%}
  {%- endif -%}
{%- endmacro %}

{#- The types of columns under the names that the server has for them, by column. -#}
{% macro clickhouse_own_names(columns) %}
  {%- set asked = [] -%}
  {%- for column in columns -%}
    {%- do asked.append('toTypeName(defaultValueOfTypeName(' ~ clickhouse_literal(column['data_type']) ~ '))') -%}
  {%- endfor -%}
  {%- set names = {} -%}
  {%- set answer = run_query('select ' ~ asked | join(', ')).rows[0].values() | list -%}
  {%- for column in columns -%}
    {%- do names.update({column['name']: answer[loop.index0]}) -%}
  {%- endfor -%}
  {%- do return(names) -%}
{% endmacro %}

{#- The columns of a contract, with codecs and ttls, and its checks: ClickHouse has no other constraints. -#}
{% macro clickhouse__get_columns_spec_ddl() -%}
  {%- set lines, ignored = [], [] -%}
  {%- for column in model['columns'].values() -%}
    {%- do ignored.append(column['name']) if column['constraints'] | selectattr('warn_unsupported') | list -%}
    {%- do lines.append([
          adapter.quote(column['name']), column['data_type'],
          'codec(' ~ column['codec'] ~ ')' if column.get('codec') else '', 'ttl ' ~ column['ttl'] if column.get('ttl') else ''] | select | join(' ')) -%}
  {%- endfor -%}
  {%- for constraint in model['constraints'] or [] -%}
    {%- if constraint['type'] == 'check' and constraint['expression'] -%}
      {%- if not constraint['name'] -%}
        {%- do exceptions.raise_compiler_error('A check needs a name: ' ~ constraint['expression']) -%}
      {%- endif -%}
      {%- do lines.append('constraint ' ~ constraint['name'] ~ ' check (' ~ constraint['expression'] ~ ')') -%}
    {%- elif constraint['warn_unsupported'] -%}
      {%- do ignored.append(constraint['type'] | string) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if ignored -%}
    {%- do exceptions.warn(
          'ClickHouse has no constraints but checks of a table; those of ' ~ model['name'] ~ ' are ignored: ' ~ ignored | join(', ')
            ~ ". Set warn_unsupported: false on them to say that this is known.", name='ConstraintNotSupported') -%}
  {%- endif -%}
  (
    {{ lines | join(',\n    ') }}
  )
{%- endmacro %}
