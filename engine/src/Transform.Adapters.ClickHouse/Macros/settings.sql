{#- settings: those of a table, written into its definition. query_settings: those of the statements that read and fill. -#}
{% macro clickhouse__adapter_get_model_settings(model, engine='MergeTree') %}
  {%- set settings = {} -%}
  {%- set own = (model or {}).get('config') or {} -%}
  {%- do settings.update(own.get('settings') or {}) -%}
  {#- Two inserts of the same rows are two inserts, unless the profile wants them to be one. -#}
  {%- if own.get('materialized') in ['table', 'incremental', 'ephemeral', 'materialized_view']
        and not adapter.clickhouse_profile().allow_automatic_deduplication
        and 'replicated_deduplication_window' not in settings -%}
    {%- do settings.update({'replicated_deduplication_window': '0'}) -%}
  {%- endif -%}
  {%- do return('\n-- end_of_sql\n' ~ clickhouse_settings(adapter.filter_settings_by_engine(settings, engine)) ~ '\n') -%}
{% endmacro %}

{% macro clickhouse__adapter_filter_settings_by_engine(settings, engine) %}
  {%- set kept = {} -%}
  {%- for name, value in settings.items() if 'MergeTree' in engine or name != 'replicated_deduplication_window' -%}
    {%- do kept.update({name: value}) -%}
  {%- endfor -%}
  {%- do return(kept) -%}
{% endmacro %}

{% macro clickhouse__adapter_get_model_query_settings(model) %}
  {%- set settings = clickhouse_settings(((model or {}).get('config') or {}).get('query_settings') or {}) -%}
  {%- do return('\n-- settings_section\n' ~ settings ~ '\n' if settings else '') -%}
{% endmacro %}

{#- A text that begins with a quote is written as it is. -#}
{% macro clickhouse_settings(settings) %}
  {%- set pairs = [] -%}
  {%- for name, value in settings.items() -%}
    {%- do pairs.append(name ~ '=' ~ (clickhouse_literal(value) if value is string and not value.startswith("'") else value)) -%}
  {%- endfor -%}
  {%- do return('SETTINGS ' ~ pairs | join(', ') if pairs else '') -%}
{% endmacro %}

{#- A text as a literal. -#}
{% macro clickhouse_literal(text) %}
  {%- do return("'" ~ (text | string).replace('\\', '\\\\').replace("'", "\\'") ~ "'") -%}
{% endmacro %}
