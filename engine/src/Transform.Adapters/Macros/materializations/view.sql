{#- A view: built beside what is there, then put under its name. -#}
{% materialization view, default %}
  {%- set rebuild = dbt.rebuild_relations(this.incorporate(type='view')) -%}

  {{ run_hooks(pre_hooks, inside_transaction=false) }}
  {%- do dbt.drop_relations(rebuild.leftovers) -%}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}
  {%- call statement('main') -%}
    {{ get_create_view_as_sql(rebuild.intermediate, sql) }}
  {%- endcall -%}
  {#- Looked up once more, since a hook may have dropped it. -#}
  {%- do dbt.swap_relations(rebuild, old=load_cached_relation(rebuild.target) if rebuild.existing else none) -%}

  {%- do dbt.grant_and_document(rebuild.target, rebuild.existing) -%}
  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {%- do adapter.commit() -%}
  {%- do dbt.drop_relations([rebuild.backup]) -%}
  {{ run_hooks(post_hooks, inside_transaction=false) }}
  {%- do return({'relations': [rebuild.target]}) -%}
{% endmaterialization %}
