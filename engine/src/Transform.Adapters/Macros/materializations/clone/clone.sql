{#- The node's relation as another state of the project has it: a copy that costs nothing where the warehouse can make one, else a view. -#}
{% materialization clone, default %}
  {%- if not defer_relation -%}
    {%- do log('The state has no relation of ' ~ model.unique_id ~ ' to clone', info=true) -%}
    {%- do return({'relations': []}) -%}
  {%- endif -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- if existing_relation and not flags.FULL_REFRESH -%}
    {%- do log(existing_relation ~ ' is there already', info=true) -%}
    {%- do return({'relations': []}) -%}
  {%- endif -%}

  {%- set original = load_cached_relation(defer_relation) -%}
  {%- if not (original and original.type == 'table' and can_clone_table()) -%}
    {#- A view that reads the original. -#}
    {%- set own = 'materialization_view_' ~ adapter.type() -%}
    {%- do return(context[own if own in context else 'materialization_view_default']()) -%}
  {%- endif -%}

  {%- set target_relation = this.incorporate(type='table') -%}
  {%- if existing_relation is not none and not existing_relation.is_table -%}
    {{ drop_relation_if_exists(existing_relation) }}
  {%- endif -%}
  {%- if target_relation.render() != defer_relation.render() -%}
    {%- call statement('main') -%}
      {{ create_or_replace_clone(target_relation, defer_relation) }}
    {%- endcall -%}
  {%- endif -%}
  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode=true)) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- do adapter.commit() -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{#- Whether a table can be copied without its rows being written again. -#}
{% macro can_clone_table() -%}
  {{ return(adapter.dispatch('can_clone_table', 'dbt')()) }}
{%- endmacro %}

{% macro default__can_clone_table() -%}
  {{ return(false) }}
{%- endmacro %}

{% macro create_or_replace_clone(this_relation, defer_relation) -%}
  {{ return(adapter.dispatch('create_or_replace_clone', 'dbt')(this_relation, defer_relation)) }}
{%- endmacro %}

{% macro default__create_or_replace_clone(this_relation, defer_relation) -%}
  create or replace table {{ this_relation.render() }} clone {{ defer_relation.render() }}
{%- endmacro %}
