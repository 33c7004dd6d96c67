{#- A data test: one row says how it ended. Its failing rows are kept where that is asked for. -#}
{% materialization test, default %}
  {%- set relations = [] -%}
  {%- set main_sql = get_limit_subquery_sql(sql, config.get('limit')) -%}
  {%- set header = (config.get('sql_header') or '') if flags.REQUIRE_SQL_HEADER_IN_TEST_CONFIGS else '' -%}

  {%- if should_store_failures() -%}
    {%- set kind = config.get('store_failures_as') or 'table' -%}
    {%- if kind not in ['table', 'view'] -%}
      {%- do exceptions.raise_compiler_error("store_failures_as is table, view or ephemeral, not '" ~ kind ~ "'") -%}
    {%- endif -%}
    {%- set old_relation = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
    {%- set target_relation = api.Relation.create(database=database, schema=schema, identifier=model['alias'], type=kind) -%}
    {%- if old_relation -%}
      {%- do adapter.drop_relation(old_relation) -%}
    {%- endif -%}
    {%- call statement(auto_begin=true) -%}
      {{ header }}
      {{ get_create_sql(target_relation, main_sql) }}
    {%- endcall -%}
    {%- do relations.append(target_relation) -%}
    {%- set main_sql = 'select * from ' ~ target_relation -%}
    {%- do adapter.commit() -%}
  {%- endif -%}

  {%- call statement('main', fetch_result=true) -%}
    {{ header }}
    {{ get_test_sql(main_sql, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), limit=none) }}
  {%- endcall -%}
  {%- do return({'relations': relations}) -%}
{% endmaterialization %}

{#- A unit test: the rows that came out beside those that should have. -#}
{% materialization unit, default %}
  {#- An empty table of the model's columns tells their types, and how they are quoted. -#}
  {%- set sample = make_temp_relation(this.incorporate(type='table')) -%}
  {%- do run_query(get_create_table_as_sql(true, sample, get_empty_subquery_sql(sql))) -%}
  {%- set types, quoted = {}, {} -%}
  {%- for column in adapter.get_columns_in_relation(sample) -%}
    {%- set name = column.name | lower -%}
    {%- do types.update({name: column.data_type}) -%}
    {%- do quoted.update({name: column.quoted}) -%}
  {%- endfor -%}

  {%- set rows = config.get('expected_rows') -%}
  {%- set names = [] -%}
  {%- for name in (rows[0] if rows else get_columns_in_query(sql)) -%}
    {%- do names.append(quoted[name | lower]) -%}
  {%- endfor -%}
  {%- call statement('main', fetch_result=true) -%}
    {{ get_unit_test_sql(sql, config.get('expected_sql') or get_expected_sql(rows, types, quoted), names) }}
  {%- endcall -%}
  {%- do adapter.drop_relation(sample) -%}
  {%- do return({'relations': []}) -%}
{% endmaterialization %}
