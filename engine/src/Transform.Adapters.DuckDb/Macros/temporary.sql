{#- Temporary tables lie in a place of their own, which is not to be named. -#}
{% macro duckdb__make_temp_relation(base_relation, suffix) -%}
  {{ return(base_relation.incorporate(path={'database': none, 'schema': none, 'identifier': base_relation.identifier ~ suffix})) }}
{%- endmacro %}
