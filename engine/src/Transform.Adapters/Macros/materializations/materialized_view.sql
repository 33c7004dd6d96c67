{#- A query whose answer the warehouse keeps. A run creates it, replaces it, alters it where its configuration has changed, or
    refreshes its rows. -#}
{% materialization materialized_view, default %}
  {%- set rebuild = dbt.rebuild_relations(this.incorporate(type='materialized_view')) -%}
  {%- do materialized_view_setup(rebuild.backup, rebuild.intermediate, pre_hooks) -%}
  {%- set work = materialized_view_get_build_sql(rebuild.existing, rebuild.target, rebuild.backup, rebuild.intermediate) -%}
  {%- if work == '' -%}
    {%- do materialized_view_execute_no_op(rebuild.target) -%}
  {%- else -%}
    {%- do materialized_view_execute_build_sql(work, rebuild.existing, rebuild.target, post_hooks) -%}
  {%- endif -%}
  {%- do materialized_view_teardown(rebuild.backup, rebuild.intermediate, post_hooks) -%}
  {%- do return({'relations': [rebuild.target]}) -%}
{% endmaterialization %}

{#- Clears away what a run that broke off left behind. -#}
{% macro materialized_view_setup(backup_relation, intermediate_relation, pre_hooks) %}
  {%- for beside in [backup_relation, intermediate_relation] -%}
    {%- do drop_relation_if_exists(load_cached_relation(beside)) -%}
  {%- endfor -%}
  {{ run_hooks(pre_hooks, inside_transaction=false) }}
{% endmacro %}

{% macro materialized_view_teardown(backup_relation, intermediate_relation, post_hooks) %}
  {%- do dbt.drop_relations([backup_relation, intermediate_relation]) -%}
  {{ run_hooks(post_hooks, inside_transaction=false) }}
{% endmacro %}

{#- Empty where there is nothing to do. -#}
{% macro materialized_view_get_build_sql(existing_relation, target_relation, backup_relation, intermediate_relation) %}
  {%- if existing_relation is none -%}
    {%- do return(get_create_materialized_view_as_sql(target_relation, sql)) -%}
  {%- elif should_full_refresh() or not existing_relation.is_materialized_view -%}
    {%- do return(get_replace_sql(existing_relation, target_relation, sql)) -%}
  {%- endif -%}

  {%- set changes = get_materialized_view_configuration_changes(existing_relation, config) -%}
  {%- set mode = config.get('on_configuration_change') -%}
  {%- if changes is none -%}
    {%- do return(refresh_materialized_view(target_relation)) -%}
  {%- elif mode == 'apply' -%}
    {%- do return(get_alter_materialized_view_as_sql(
          target_relation, changes, sql, existing_relation, backup_relation, intermediate_relation)) -%}
  {%- elif mode == 'continue' -%}
    {%- do exceptions.warn('The configuration of ' ~ target_relation.render() ~ ' has changed; on_configuration_change is continue, so it stays as it is') -%}
    {%- do return('') -%}
  {%- elif mode == 'fail' -%}
    {%- do exceptions.raise_fail_fast_error('The configuration of ' ~ target_relation.render() ~ ' has changed, and on_configuration_change is fail') -%}
  {%- else -%}
    {%- do exceptions.raise_compiler_error("on_configuration_change is apply, continue or fail, not '" ~ mode ~ "'") -%}
  {%- endif -%}
{% endmacro %}

{% macro materialized_view_execute_no_op(target_relation) %}
  {%- do store_raw_result(name='main', message='skip ' ~ target_relation, code='skip', rows_affected='-1') -%}
{% endmacro %}

{% macro materialized_view_execute_build_sql(build_sql, existing_relation, target_relation, post_hooks) %}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}
  {%- call statement('main') -%}{{ build_sql }}{%- endcall -%}
  {%- do dbt.grant_and_document(target_relation, existing_relation) -%}
  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {%- do adapter.commit() -%}
{% endmacro %}
