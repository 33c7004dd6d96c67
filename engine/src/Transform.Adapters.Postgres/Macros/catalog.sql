{#- The catalog: every column of the tables and views of the schemas, or of the relations that are asked for. -#}
{% macro postgres__get_catalog(information_schema, schemas) -%}
  {%- set relations = [] -%}
  {%- for schema in schemas -%}
    {%- do relations.append({'schema': schema}) -%}
  {%- endfor -%}
  {%- do return(postgres__get_catalog_relations(information_schema, relations)) -%}
{%- endmacro %}

{% macro postgres__get_catalog_relations(information_schema, relations) -%}
  {%- set database = information_schema.database -%}
  {{ postgres_verify_database(database) }}
  {%- set wanted = [] -%}
  {%- for relation in relations -%}
    {%- set named = " and lower(tables.relname) = lower('" ~ dbt.escape_single_quotes(relation.identifier) ~ "' collate \"C\")" if relation.identifier else '' -%}
    {%- do wanted.append("(lower(namespaces.nspname) = lower('" ~ dbt.escape_single_quotes(relation.schema | string) ~ "' collate \"C\")" ~ named ~ ')') -%}
  {%- endfor -%}
  {%- call statement('catalog', fetch_result=true) -%}
    select
      '{{ dbt.escape_single_quotes(database or '') }}' as table_database,
      namespaces.nspname as table_schema,
      tables.relname as table_name,
      case tables.relkind when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' else 'BASE TABLE' end as table_type,
      pg_catalog.obj_description(tables.oid, 'pg_class') as table_comment,
      columns.attname as column_name,
      columns.attnum as column_index,
      pg_catalog.format_type(columns.atttypid, columns.atttypmod) as column_type,
      pg_catalog.col_description(tables.oid, columns.attnum) as column_comment,
      pg_catalog.pg_get_userbyid(tables.relowner) as table_owner,
      {{ dbt.catalog_row_count('sizes.row_count') }},
      {{ dbt.catalog_bytes('sizes.bytes') }}
    from pg_catalog.pg_class as tables
    join pg_catalog.pg_namespace as namespaces on namespaces.oid = tables.relnamespace
    left join (
      {#- Once for each table, not for each column; the number of rows is known once the table was analyzed. #}
      select
        tables.oid,
        case when tables.reltuples >= 0 then tables.reltuples::bigint end as row_count,
        pg_catalog.pg_total_relation_size(tables.oid) as bytes
      from pg_catalog.pg_class as tables
      join pg_catalog.pg_namespace as namespaces on namespaces.oid = tables.relnamespace
      where tables.relkind in ('r', 'm')
        and ({{ wanted | join(' or ') or 'false' }})
    ) as sizes on sizes.oid = tables.oid
    join pg_catalog.pg_attribute as columns on columns.attrelid = tables.oid
    where tables.relkind in ('r', 'p', 'v', 'm', 'f')
      and tables.relpersistence != 't'
      and columns.attnum > 0
      and not columns.attisdropped
      and ({{ wanted | join(' or ') or 'false' }})
    order by table_schema, table_name, column_index
  {%- endcall -%}
  {%- do return(load_result('catalog').table) -%}
{%- endmacro %}

{#- Which views read which relations: schema and name of the reader, schema and name of what it reads. A view's query is a rule of
    its own, which depends on the view and on everything that the query names. -#}
{% macro postgres__get_relations() -%}
  {%- call statement('relations', fetch_result=true) -%}
    select distinct
      reader_schema.nspname as dependent_schema,
      reader.relname as dependent_name,
      read_schema.nspname as referenced_schema,
      read.relname as referenced_name
    from pg_catalog.pg_rewrite as rules
    join pg_catalog.pg_class as reader on reader.oid = rules.ev_class
    join pg_catalog.pg_namespace as reader_schema on reader_schema.oid = reader.relnamespace
    join pg_catalog.pg_depend as links
      on links.classid = 'pg_catalog.pg_rewrite'::regclass
      and links.refclassid = 'pg_catalog.pg_class'::regclass
      and links.objid = rules.oid
      and links.refobjid != reader.oid
    join pg_catalog.pg_class as read on read.oid = links.refobjid
    join pg_catalog.pg_namespace as read_schema on read_schema.oid = read.relnamespace
    where read_schema.nspname != 'information_schema'
      and left(read_schema.nspname, 3) != 'pg_'
    order by 1, 2, 3, 4
  {%- endcall -%}
  {%- do return(load_result('relations').table) -%}
{%- endmacro %}

{% macro postgres_get_relations() -%}
  {%- do return(postgres__get_relations()) -%}
{%- endmacro %}
