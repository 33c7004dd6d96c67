{% macro get_aggregate_function_create_replace_signature(target_relation) %}
    {{ return(adapter.dispatch('get_aggregate_function_create_replace_signature', 'dbt')(target_relation)) }}
{% endmacro %}

{% macro default__get_aggregate_function_create_replace_signature(target_relation) -%}
  {%- set clauses = [get_function_language_specifier(), get_aggregate_function_volatility_specifier()] -%}
  {%- do clauses.append(get_function_python_options()) if model.language == 'python' -%}
  {{ dbt.function_signature('aggregate function', target_relation, get_formatted_aggregate_function_args(), clauses) }}
{%- endmacro %}

{% macro get_formatted_aggregate_function_args() %}
    {{ return(adapter.dispatch('get_formatted_aggregate_function_args', 'dbt')()) }}
{% endmacro %}

{% macro default__get_formatted_aggregate_function_args() -%}
    {{ formatted_scalar_function_args_sql() }}
{%- endmacro %}

{% macro get_function_language_specifier() %}
    {{ return(adapter.dispatch('get_function_language_specifier', 'dbt')()) }}
{% endmacro %}

{% macro default__get_function_language_specifier() -%}
  {{ '' if model.language == 'sql' else 'language ' ~ {'javascript': 'js'}.get(model.language, model.language) }}
{%- endmacro %}

{% macro get_aggregate_function_volatility_specifier() %}
    {{ return(adapter.dispatch('get_aggregate_function_volatility_specifier', 'dbt')()) }}
{% endmacro %}

{% macro default__get_aggregate_function_volatility_specifier() -%}
    {{ scalar_function_volatility_sql() }}
{%- endmacro %}

{% macro get_function_python_options() %}
    {{ return(adapter.dispatch('get_function_python_options', 'dbt')()) }}
{% endmacro %}

{% macro default__get_function_python_options() -%}
  {%- set lines = ["runtime_version = '" ~ model.config.get('runtime_version') ~ "'", "handler = '" ~ model.config.get('entry_point') ~ "'"] -%}
  {%- set packages = model.config.get('packages') or [] -%}
  {%- do lines.append("packages = ('" ~ packages | join("', '") ~ "')") if packages -%}
  {{ lines | join('\n') }}
{%- endmacro %}
