{#- What a clone shares are the parts of a table: only the MergeTree family has them, and a distributed table has its elsewhere. -#}
{% macro clickhouse__can_clone_table() %}
  {%- do return('MergeTree' in config.get('engine', default='MergeTree()') and not config.get('materialized', '').startswith('distributed_')) -%}
{% endmacro %}

{% macro clickhouse__create_or_replace_clone(this_relation, defer_relation) -%}
  create or replace table {{ this_relation }} {{ on_cluster_clause(this_relation) }} clone as {{ defer_relation }}
{%- endmacro %}
