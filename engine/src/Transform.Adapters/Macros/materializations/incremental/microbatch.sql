{#- The rows of a batch's time, anew. Only the adapter knows how. -#}
{% macro get_incremental_microbatch_sql(arg_dict) -%}
  {{ return(adapter.dispatch('get_incremental_microbatch_sql', 'dbt')(arg_dict)) }}
{%- endmacro %}

{% macro default__get_incremental_microbatch_sql(arg_dict) -%}
  {%- do exceptions.raise_not_implemented('The incremental strategy microbatch is not there for ' ~ adapter.type()) -%}
{%- endmacro %}
