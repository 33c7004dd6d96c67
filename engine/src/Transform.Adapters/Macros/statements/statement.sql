{#- Runs the SQL of its body. Under a name, load_result(name) gives the answer later. Nothing runs while a project is parsed. -#}
{% macro statement(name=none, fetch_result=false, auto_begin=true, language='sql') -%}
  {%- if execute -%}
    {%- do run_statement(caller(), name=name, fetch=fetch_result, auto_begin=auto_begin) -%}
  {%- endif -%}
{%- endmacro %}

{#- Keeps a result under a name without running anything. -#}
{% macro noop_statement(name=none, message=none, code=none, rows_affected=none, res=none) -%}
  {%- do store_raw_result(name, message=message, code=code, rows_affected=rows_affected, agate_table=none) -%}
{%- endmacro %}

{% macro run_query(sql) %}
  {%- call statement('run_query_statement', fetch_result=true, auto_begin=false) -%}{{ sql }}{%- endcall -%}
  {%- do return(load_result('run_query_statement').table) -%}
{% endmacro %}

{#- Called with a block: SQL that goes before the statement that builds the model. -#}
{% macro set_sql_header(config) -%}
  {{ config.set('sql_header', caller()) }}
{%- endmacro %}
