{% macro clickhouse__create_table_as(temporary, relation, sql) -%}
  create {{ 'or replace ' if not temporary }}table {{ relation }}
  engine = {{ config.get('engine', 'MergeTree()') }}
  order by {{ config.get('order_by', 'tuple()') }}
  empty as ({{ sql }});
  insert into {{ relation }} {{ sql }}
{%- endmacro %}

{% macro clickhouse__create_view_as(relation, sql) -%}
  create or replace view {{ relation }} as (
    {{ sql }}
  )
{%- endmacro %}

{% macro clickhouse__get_create_seed_table_sql(relation, columns) -%}
  create table {{ relation }} (
    {%- for name, type in columns %}
    {{ name }} {{ type }}{{ ',' if not loop.last }}
    {%- endfor %}
  )
  engine = MergeTree() order by tuple()
{%- endmacro %}

{% macro clickhouse__drop_relation(relation) -%}
  {%- call statement('drop_relation', auto_begin=false) -%}
    drop {{ 'dictionary' if relation.type == 'dictionary' else 'view' if relation.is_view or relation.is_materialized_view else 'table' }} if exists {{ relation }}
  {%- endcall -%}
{%- endmacro %}

{% macro clickhouse__rename_relation(from_relation, to_relation) -%}
  {%- call statement('rename_relation') -%}
    rename table {{ from_relation }} to {{ to_relation }}
  {%- endcall -%}
{%- endmacro %}

{% macro clickhouse__drop_table(relation) -%}
  drop table if exists {{ relation }}
{%- endmacro %}

{% macro clickhouse__drop_view(relation) -%}
  drop view if exists {{ relation }}
{%- endmacro %}
