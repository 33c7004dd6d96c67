{#- The name is new each time: the old table still has its indexes while the new one gets its own. -#}
{% macro postgres__get_create_index_sql(relation, index_dict) -%}
  {%- set index = adapter.parse_index(index_dict) -%}
  create {{ 'unique ' if index.unique }}index if not exists {{ adapter.quote(index.render(relation)) }}
  on {{ relation }}{{ ' using ' ~ index.type if index.type }} ({{ index.columns | join(', ') }})
{%- endmacro %}

{#- One row for each index: name, method, unique, column_names. -#}
{% macro postgres__get_show_indexes_sql(relation) %}
  select
    indexes.relname as name,
    methods.amname as method,
    links.indisunique as "unique",
    string_agg(columns.attname, ',') as column_names
  from pg_catalog.pg_index as links
  join pg_catalog.pg_class as indexes on indexes.oid = links.indexrelid
  join pg_catalog.pg_am as methods on methods.oid = indexes.relam
  join pg_catalog.pg_class as tables on tables.oid = links.indrelid
  join pg_catalog.pg_namespace as namespaces on namespaces.oid = tables.relnamespace
  join pg_catalog.pg_attribute as columns on columns.attrelid = tables.oid and columns.attnum = any (links.indkey)
  where tables.relname = '{{ dbt.escape_single_quotes(relation.identifier) }}'
    and namespaces.nspname = '{{ dbt.escape_single_quotes(relation.schema) }}'
  group by 1, 2, 3
  order by 1, 2, 3
{% endmacro %}

{% macro postgres__get_drop_index_sql(relation, index_name) -%}
  drop index if exists {{ adapter.quote(relation.schema) }}.{{ adapter.quote(index_name) }}
{%- endmacro %}
