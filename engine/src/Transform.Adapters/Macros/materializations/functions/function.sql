{% materialization function, default %}
    {%- set target_relation = this -%}
    {%- set kind = model.config.get('type', 'scalar') -%}
    {{ run_hooks(pre_hooks) }}
    {#- By name, as the kind and the language decide: scalar_function_sql, aggregate_function_sql, table_function_sql. -#}
    {%- set create = adapter.dispatch(kind ~ '_function_' ~ model.language, 'dbt') -%}
    {{ function_execute_build_sql(create(target_relation), load_cached_relation(this), target_relation) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro function_execute_build_sql(build_sql, existing_relation, target_relation) %}
    {{ return(adapter.dispatch('function_execute_build_sql', 'dbt')(build_sql, existing_relation, target_relation)) }}
{% endmacro %}

{% macro default__function_execute_build_sql(build_sql, existing_relation, target_relation) %}
    {%- call statement('main') -%}{{ build_sql }}{%- endcall -%}
    {%- do dbt.grant_and_document(target_relation, existing_relation) -%}
    {%- do adapter.commit() -%}
{% endmacro %}
