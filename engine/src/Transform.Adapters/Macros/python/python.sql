{#- What dbt puts around models that are written in Python. Such models are not run here, so most of it says so. -#}
{% macro resolve_model_name(input_model_name) -%}
  {{ return(adapter.dispatch('resolve_model_name', 'dbt')(input_model_name)) }}
{%- endmacro %}

{% macro default__resolve_model_name(input_model_name) -%}
  {{ input_model_name | string | replace('"', '\\"') }}
{%- endmacro %}

{% macro build_ref_function(model) -%}
  {%- do dbt.python_models_do_not_run(model) -%}
{%- endmacro %}

{% macro build_source_function(model) -%}
  {%- do dbt.python_models_do_not_run(model) -%}
{%- endmacro %}

{% macro build_config_dict(model) -%}
  {%- do dbt.python_models_do_not_run(model) -%}
{%- endmacro %}

{% macro py_script_postfix(model) -%}
  {%- do dbt.python_models_do_not_run(model) -%}
{%- endmacro %}

{#- For notes at the head of a script. -#}
{% macro py_script_comment() -%}
{%- endmacro %}

{% macro python_models_do_not_run(model) -%}
  {%- do exceptions.raise_compiler_error('The model ' ~ model['name'] ~ ' is written in Python, which is not supported: write it in SQL') -%}
{%- endmacro %}
