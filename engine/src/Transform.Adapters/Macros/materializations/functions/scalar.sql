{% macro scalar_function_sql(target_relation) %}
    {{ return(adapter.dispatch('scalar_function_sql', 'dbt')(target_relation)) }}
{% endmacro %}

{% macro default__scalar_function_sql(target_relation) %}
{{ scalar_function_create_replace_signature_sql(target_relation) }}
{{ scalar_function_body_sql() }};
{% endmacro %}

{% macro scalar_function_create_replace_signature_sql(target_relation) %}
    {{ return(adapter.dispatch('scalar_function_create_replace_signature_sql', 'dbt')(target_relation)) }}
{% endmacro %}

{% macro default__scalar_function_create_replace_signature_sql(target_relation) -%}
  {{ dbt.function_signature('function', target_relation, formatted_scalar_function_args_sql(), [scalar_function_volatility_sql()]) }}
{%- endmacro %}

{#- What stands before the body of a function of any kind. clauses: what is empty is left out. -#}
{% macro function_signature(kind, target_relation, arguments, clauses) -%}
  {%- if model.returns.data_type == 'INVALID_TYPE' -%}
    {%- do exceptions.raise_compiler_error("The function '" ~ model.name ~ "' does not say what it returns: describe it in YAML, with returns: and a data_type:") -%}
  {%- endif -%}
create or replace {{ kind }} {{ target_relation.render() }} ({{ arguments | trim }})
returns {{ model.returns.data_type }}
{% for clause in clauses if clause | trim -%}
{{ clause | trim }}
{% endfor -%}
as
{%- endmacro %}

{% macro formatted_scalar_function_args_sql() %}
    {{ return(adapter.dispatch('formatted_scalar_function_args_sql', 'dbt')()) }}
{% endmacro %}

{% macro default__formatted_scalar_function_args_sql() -%}
    {%- for argument in model.arguments -%}
        {{ argument.name }} {{ argument.data_type }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{% macro scalar_function_body_sql() %}
    {{ return(adapter.dispatch('scalar_function_body_sql', 'dbt')()) }}
{% endmacro %}

{% macro default__scalar_function_body_sql() -%}
$$
{{ model.compiled_code }}
$$ language sql
{%- endmacro %}

{% macro scalar_function_volatility_sql() %}
    {{ return(adapter.dispatch('scalar_function_volatility_sql', 'dbt')()) }}
{% endmacro %}

{% macro default__scalar_function_volatility_sql() -%}
    {%- set words = {'deterministic': 'immutable', 'stable': 'stable', 'non-deterministic': 'volatile'} -%}
    {%- set volatility = model.config.get('volatility') -%}
    {%- if volatility in words -%}
        {{ words[volatility] }}
    {%- elif volatility is not none -%}
        {%- do unsupported_volatility_warning(volatility) -%}
    {%- endif -%}
{%- endmacro %}

{% macro unsupported_volatility_warning(volatility) %}
    {{ return(adapter.dispatch('unsupported_volatility_warning', 'dbt')(volatility)) }}
{% endmacro %}

{% macro default__unsupported_volatility_warning(volatility) %}
    {%- do exceptions.warn("The function '" ~ model.name ~ "' has the volatility '" ~ volatility ~ "', which " ~ adapter.type() ~ " does not know; it is ignored.") -%}
{% endmacro %}

{% macro formatted_scalar_function_args_javascript() %}
    {{ return(adapter.dispatch('formatted_scalar_function_args_javascript', 'dbt')()) }}
{% endmacro %}

{% macro default__formatted_scalar_function_args_javascript() %}
    {%- do exceptions.raise_compiler_error('Functions in JavaScript are not supported by ' ~ adapter.type() ~ '.') -%}
{% endmacro %}

{% macro scalar_function_volatility_javascript() %}
    {{ return(adapter.dispatch('scalar_function_volatility_javascript', 'dbt')()) }}
{% endmacro %}

{% macro default__scalar_function_volatility_javascript() %}
    {%- if model.config.get('volatility') is not none -%}
        {%- do unsupported_volatility_warning(model.config.get('volatility')) -%}
    {%- endif -%}
{% endmacro %}
