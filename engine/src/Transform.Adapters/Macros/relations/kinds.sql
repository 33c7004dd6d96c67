{#- What is written for a relation depends on its kind: the macro for it in by_kind, a dict from kinds to macros. Where there is none:
    none, or an error in the name of the macro that asks. -#}
{% macro macro_for_kind(relation, by_kind, asks=none) %}
  {%- set writer = by_kind.get(relation.type) -%}
  {%- if asks and writer is none -%}
    {%- do exceptions.raise_compiler_error(asks ~ ' is not written for relations of the type ' ~ relation.type) -%}
  {%- endif -%}
  {%- do return(writer) -%}
{% endmacro %}
