{% materialization view, adapter='clickhouse' %}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='view') -%}
  {%- do clickhouse_begin() -%}
  {%- if existing_relation is not none -%}
    {#- A model that was a materialized view is fed no more. -#}
    {%- do clickhouse__drop_associated_mv_if_it_was_automatically_created(target_relation) -%}
    {%- if existing_relation.type == 'dictionary' or not adapter.supports_atomic_exchange() -%}
      {%- do drop_relation_if_exists(existing_relation) -%}
    {%- endif -%}
  {%- endif -%}
  {%- call statement('main') -%}
    {{ get_create_view_as_sql(target_relation, sql) }}
  {%- endcall -%}
  {%- do clickhouse_finish(target_relation, existing_relation, true) -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}
