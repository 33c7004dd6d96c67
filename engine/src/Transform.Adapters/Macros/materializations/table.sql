{#- A table: built beside what is there, then put under its name. -#}
{% materialization table, default %}
  {%- set rebuild = dbt.rebuild_relations(this.incorporate(type='table')) -%}
  {%- do dbt.drop_relations(rebuild.leftovers) -%}

  {{ run_hooks(pre_hooks, inside_transaction=false) }}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}
  {%- call statement('main') -%}
    {{ get_create_table_as_sql(false, rebuild.intermediate, sql) }}
  {%- endcall -%}
  {%- do create_indexes(rebuild.intermediate) -%}
  {#- Looked up once more, since a hook may have dropped it. -#}
  {%- do dbt.swap_relations(rebuild, old=load_cached_relation(rebuild.target) if rebuild.existing else none) -%}

  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {%- do dbt.grant_and_document(rebuild.target, rebuild.existing) -%}
  {%- do adapter.commit() -%}
  {%- do dbt.drop_relations([rebuild.backup]) -%}
  {{ run_hooks(post_hooks, inside_transaction=false) }}
  {%- do return({'relations': [rebuild.target]}) -%}
{% endmaterialization %}
