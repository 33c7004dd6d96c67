{#- There are no users to grant anything to. -#}
{% macro duckdb__apply_grants(relation, grant_config, should_revoke=true) -%}
  {%- if grant_config -%}
    {%- do exceptions.warn('DuckDB has no grants, so those of ' ~ relation.render() ~ ' are left out') -%}
  {%- endif -%}
{%- endmacro %}
