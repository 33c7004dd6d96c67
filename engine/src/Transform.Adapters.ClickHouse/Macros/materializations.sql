{% materialization view, adapter='clickhouse' %}
  {%- set target = this.incorporate(type='view') -%}
  {{ run_hooks(pre_hooks) }}
  {%- set existing = load_cached_relation(target) -%}
  {%- if existing is not none and not existing.is_view -%}
    {%- do adapter.drop_relation(existing) -%}
  {%- endif -%}
  {%- call statement('main') -%}{{ get_create_view_as_sql(target, sql) }}{%- endcall -%}
  {{ run_hooks(post_hooks) }}
  {%- do return({'relations': [target]}) -%}
{% endmaterialization %}

{% materialization table, adapter='clickhouse' %}
  {%- set target = this.incorporate(type='table') -%}
  {{ run_hooks(pre_hooks) }}
  {%- set existing = load_cached_relation(target) -%}
  {%- if existing is not none and not existing.is_table -%}
    {%- do adapter.drop_relation(existing) -%}
  {%- endif -%}
  {%- call statement('main') -%}{{ get_create_table_as_sql(false, target, sql) }}{%- endcall -%}
  {{ run_hooks(post_hooks) }}
  {%- do return({'relations': [target]}) -%}
{% endmaterialization %}
