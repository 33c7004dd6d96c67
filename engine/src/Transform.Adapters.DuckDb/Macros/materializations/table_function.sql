{#- A view with parameters: DuckDB's table macro. config parameters: names, as a text or a list. -#}
{% materialization table_function, adapter='duckdb' %}
  {%- set target_relation = api.Relation.create(database=database, schema=schema, identifier=model['alias'], type='view') -%}
  {%- set parameters = config.get('parameters') or '' -%}

  {{ run_hooks(pre_hooks, inside_transaction=false) }}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}
  {%- call statement('main') -%}
    create or replace function {{ target_relation.render() }}({{ parameters if parameters is string or parameters is number else parameters | join(', ') }}) as table (
      {{ sql }}
    );
  {%- endcall -%}
  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {%- do persist_docs(target_relation, model) -%}
  {%- do adapter.commit() -%}
  {{ run_hooks(post_hooks, inside_transaction=false) }}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}
