{#- The catalog: every column of the relations of the schemas, or of those that are asked for. -#}
{% macro clickhouse__get_catalog(information_schema, schemas) %}
  {%- set relations = [] -%}
  {%- for schema in schemas -%}{%- do relations.append({'schema': schema}) -%}{%- endfor -%}
  {%- do return(clickhouse__get_catalog_relations(information_schema, relations)) -%}
{% endmacro %}

{% macro clickhouse__get_catalog_relations(information_schema, relations) %}
  {%- set wanted = [] -%}
  {%- for relation in relations -%}
    {%- do wanted.append('(columns.database = ' ~ clickhouse_literal(relation.schema)
          ~ (' and columns.table = ' ~ clickhouse_literal(relation.identifier) if relation.identifier else '') ~ ')') -%}
  {%- endfor -%}
  {%- call statement('catalog', fetch_result=true) -%}
    select
      '' as table_database,
      columns.database as table_schema,
      columns.table as table_name,
      if(tables.engine in ('View', 'MaterializedView'), 'view', 'table') as table_type,
      nullIf(tables.comment, '') as table_comment,
      columns.name as column_name,
      columns.position as column_index,
      columns.type as column_type,
      nullIf(columns.comment, '') as column_comment,
      cast(null as Nullable(String)) as table_owner,
      {{ dbt.catalog_row_count('tables.total_rows') }},
      {{ dbt.catalog_bytes('tables.total_bytes') }}
    from system.columns as columns
    join system.tables as tables on tables.database = columns.database and tables.name = columns.table
    where columns.database != 'system' and ({{ wanted | join(' or ') or '1 = 0' }})
    order by columns.database, columns.table, columns.position
  {%- endcall -%}
  {%- do return(load_result('catalog').table) -%}
{% endmacro %}

{% macro clickhouse__list_relations_without_caching(schema_relation) %}
  {%- do return(adapter.list_relations_without_caching(schema_relation)) -%}
{% endmacro %}
