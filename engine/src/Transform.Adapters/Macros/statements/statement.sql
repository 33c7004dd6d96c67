{#- Runs the SQL of its body. Under a name, load_result(name) gives the answer later; the one called main is what the node's
    run is judged by. Nothing runs while a project is parsed. -#}
{% macro statement(name=none, fetch_result=false, auto_begin=true, language='sql') -%}
  {%- if execute -%}
    {%- set code = caller() -%}
    {%- if name == 'main' -%}
      {%- do write(code) -%}
    {%- endif -%}
    {%- if language == 'sql' -%}
      {%- do run_statement(code, name=name, fetch=fetch_result, auto_begin=auto_begin) -%}
    {%- elif language == 'python' -%}
      {%- set answer = submit_python_job(model, code) -%}
      {%- if name is not none -%}
        {%- do store_result(name, response=answer, agate_table=none) -%}
      {%- endif -%}
    {%- else -%}
      {%- do exceptions.raise_compiler_error("A statement is written in sql or python, not in '" ~ language ~ "'") -%}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}

{#- Keeps a result under a name without running anything. -#}
{% macro noop_statement(name=none, message=none, code=none, rows_affected=none, res=none) -%}
  {%- set sql = caller() -%}
  {%- if name == 'main' -%}
    {%- do write(sql) -%}
  {%- endif -%}
  {%- if name is not none -%}
    {%- do store_raw_result(name, message=message, code=code, rows_affected=rows_affected, agate_table=res) -%}
  {%- endif -%}
{%- endmacro %}

{% macro run_query(sql) %}
  {%- call statement('run_query_statement', fetch_result=true, auto_begin=false) -%}{{ sql }}{%- endcall -%}
  {%- do return(load_result('run_query_statement').table) -%}
{% endmacro %}

{#- Called with a block: SQL that goes before the statement that builds the model. -#}
{% macro set_sql_header(config) -%}
  {{ config.set('sql_header', caller()) }}
{%- endmacro %}
