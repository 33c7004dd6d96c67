{#- The catalog: every column of the tables and views of the schemas, or of the relations that are asked for. -#}
{% macro duckdb__get_catalog(information_schema, schemas) -%}
  {%- do return(run_query(duckdb_catalog_sql(information_schema, duckdb__get_catalog_schemas_where_clause_sql(schemas)))) -%}
{%- endmacro %}

{% macro duckdb__get_catalog_relations(information_schema, relations) -%}
  {%- do return(run_query(duckdb_catalog_sql(information_schema, duckdb__get_catalog_relations_where_clause_sql(relations)))) -%}
{%- endmacro %}

{% macro duckdb_catalog_sql(information_schema, condition) -%}
  with tables as (
    {{ duckdb__get_catalog_tables_sql(information_schema) }}
    {{ condition }}
  ),
  columns as (
    {{ duckdb__get_catalog_columns_sql(information_schema) }}
    {{ condition }}
  )
  {{ duckdb__get_catalog_results_sql() }}
{%- endmacro %}

{% macro duckdb__get_catalog_tables_sql(information_schema) -%}
  select *
  from (
    select database_name as table_database, schema_name as table_schema, table_name, 'BASE TABLE' as table_type, comment as table_comment
    from duckdb_tables()
    union all
    select database_name, schema_name, view_name, 'VIEW', comment
    from duckdb_views()
  ) as catalog_tables
  {{ duckdb_in_database(information_schema) }}
{%- endmacro %}

{% macro duckdb__get_catalog_columns_sql(information_schema) -%}
  select *
  from (
    select
      database_name as table_database,
      schema_name as table_schema,
      table_name,
      column_name,
      column_index,
      data_type as column_type,
      comment as column_comment
    from duckdb_columns()
  ) as catalog_columns
  {{ duckdb_in_database(information_schema) }}
{%- endmacro %}

{#- The conditions below go on from this one. -#}
{% macro duckdb_in_database(information_schema) -%}
  where lower(table_database) = lower('{{ dbt.escape_single_quotes(information_schema.database or '') }}')
{%- endmacro %}

{% macro duckdb__get_catalog_results_sql() -%}
  select
    table_database, table_schema, tables.table_name, table_type, table_comment,
    column_name, column_index, column_type, column_comment, null as table_owner,
    {{ dbt.catalog_row_count('sizes.estimated_size') }}
  from tables
  join columns using (table_database, table_schema, table_name)
  left join duckdb_tables() as sizes
    on sizes.database_name = table_database and sizes.schema_name = table_schema and sizes.table_name = tables.table_name
  order by table_schema, tables.table_name, column_index
{%- endmacro %}

{% macro duckdb__get_catalog_schemas_where_clause_sql(schemas) -%}
  {%- set names = [] -%}
  {%- for schema in schemas -%}
    {%- do names.append("lower('" ~ dbt.escape_single_quotes(schema | string) ~ "')") -%}
  {%- endfor -%}
  and {{ 'lower(table_schema) in (' ~ names | join(', ') ~ ')' if names else 'false' }}
{%- endmacro %}

{% macro duckdb__get_catalog_relations_where_clause_sql(relations) -%}
  {%- set conditions = [] -%}
  {%- for relation in relations -%}
    {%- if not relation.schema -%}
      {%- do exceptions.raise_compiler_error('get_catalog_relations needs the schema of each relation') -%}
    {%- endif -%}
    {%- set named = " and lower(table_name) = lower('" ~ dbt.escape_single_quotes(relation.identifier) ~ "')" if relation.identifier else '' -%}
    {%- do conditions.append("(lower(table_schema) = lower('" ~ dbt.escape_single_quotes(relation.schema) ~ "')" ~ named ~ ')') -%}
  {%- endfor -%}
  and ({{ conditions | join(' or ') or 'false' }})
{%- endmacro %}
