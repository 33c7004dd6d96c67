{#- True where a model is to be filled up rather than built: it is incremental, its table is there, and nobody asked
    for a full refresh. -#}
{% macro is_incremental() %}
  {%- if not execute -%}
    {%- do return(false) -%}
  {%- endif -%}
  {%- set found = load_relation(this) -%}
  {%- do return(found is not none
        and found.type == 'table'
        and model.config.materialized == 'incremental'
        and not should_full_refresh()) -%}
{% endmacro %}

{#- The model's own full_refresh setting wins over the command line. -#}
{% macro should_full_refresh() %}
  {%- set own = config.get('full_refresh') -%}
  {%- do return(flags.FULL_REFRESH if own is none else own) -%}
{% endmacro %}

{#- The test's own store_failures setting wins over the command line. -#}
{% macro should_store_failures() %}
  {%- set own = config.get('store_failures') -%}
  {%- do return(flags.STORE_FAILURES if own is none else own) -%}
{% endmacro %}
