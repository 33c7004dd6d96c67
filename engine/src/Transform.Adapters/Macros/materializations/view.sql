{#- A view: built beside what is there, then put under its name. -#}
{% materialization view, default %}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='view') -%}
  {%- set intermediate_relation = make_intermediate_relation(target_relation) -%}
  {%- set backup_relation = make_backup_relation(
        target_relation, 'view' if existing_relation is none else existing_relation.type) -%}
  {#- What a run that broke off left behind. -#}
  {%- set old_intermediate = load_cached_relation(intermediate_relation) -%}
  {%- set old_backup = load_cached_relation(backup_relation) -%}

  {{ run_hooks(pre_hooks, inside_transaction=false) }}
  {{ drop_relation_if_exists(old_intermediate) }}
  {{ drop_relation_if_exists(old_backup) }}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}

  {%- call statement('main') -%}
    {{ get_create_view_as_sql(intermediate_relation, sql) }}
  {%- endcall -%}

  {#- A hook may have dropped it. -#}
  {%- set replaced = none if existing_relation is none else load_cached_relation(existing_relation) -%}
  {%- if replaced is not none -%}
    {%- do adapter.rename_relation(replaced, backup_relation) -%}
  {%- endif -%}
  {%- do adapter.rename_relation(intermediate_relation, target_relation) -%}

  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode=true)) -%}
  {%- do persist_docs(target_relation, model) -%}
  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {%- do adapter.commit() -%}

  {{ drop_relation_if_exists(backup_relation) }}
  {{ run_hooks(post_hooks, inside_transaction=false) }}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}
