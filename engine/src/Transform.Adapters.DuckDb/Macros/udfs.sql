{#- DuckDB has macros where other warehouses have functions. Their parameters have no types; the result is cast to the type that the
    function returns. A macro over aggregates is an aggregate. -#}
{% macro duckdb__formatted_scalar_function_args_sql() -%}
    {%- set prefix = '_' if duckdb__is_query_function() else '' -%}
    {%- for argument in model.arguments -%}
        {{ adapter.quote(prefix ~ argument.name) }}
        {%- if argument.get('default_value') is not none %} := {{ argument.default_value }}{% endif -%}
        {{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- Whether the body is a query: where its tables have a column of the name that a caller passes, the macro's text alone would read that. -#}
{% macro duckdb__is_query_function() -%}
    {{ return(model.config.type == 'scalar' and modules.re.match('(?is)(\\s|--[^\\n]*\\n|/\\*.*?\\*/)*(select|with|from|values)\\b', model.compiled_code) is not none) }}
{%- endmacro %}

{% macro duckdb__scalar_function_create_replace_signature_sql(target_relation) -%}
create or replace macro {{ target_relation.render() }} ({{ formatted_scalar_function_args_sql() }}) as
{%- endmacro %}

{% macro duckdb__scalar_function_body_sql() -%}
    {%- set type = model.returns.data_type if model.returns.data_type != 'INVALID_TYPE' else '' -%}
    {%- set query = duckdb__is_query_function() and model.arguments -%}
({{ 'select ' if query }}{{ 'cast(' if type }}(
{{ model.compiled_code }}
){% if type %} as {{ type }}){% endif %}
    {%- if query %} from (select {% for argument in model.arguments -%}
        cast({{ adapter.quote('_' ~ argument.name) }} as {{ argument.data_type }}) as {{ adapter.quote(argument.name) }}{{ ', ' if not loop.last }}
    {%- endfor %}) as arguments
    {%- endif -%}
)
{%- endmacro %}

{% macro duckdb__aggregate_function_sql(target_relation) -%}
{{ scalar_function_sql(target_relation) }}
{%- endmacro %}

{% macro duckdb__table_function_sql(target_relation) -%}
{{ scalar_function_create_replace_signature_sql(target_relation) }} table (
{{ model.compiled_code }}
);
{%- endmacro %}

{% macro duckdb__function_execute_build_sql(build_sql, existing_relation, target_relation) %}
    {%- call statement('main') -%}
        {{ build_sql }}
    {%- endcall -%}
    {%- if config.persist_relation_docs() and model.description -%}
        {%- call statement('docs') -%}
            comment on macro {% if model.config.type == 'table' %}table {% endif %}{{ target_relation.render() }} is '{{ model.description | replace("'", "''") }}'
        {%- endcall -%}
    {%- endif -%}
    {{ adapter.commit() }}
{% endmacro %}
