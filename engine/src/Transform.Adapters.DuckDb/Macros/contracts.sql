{#- Foreign keys do not leave their database, so its name may not be given. -#}
{% macro duckdb__constraint_target(constraint) -%}
  {%- set target = default__constraint_target(constraint) -%}
  {%- set database = adapter.quote(this.database) ~ '.' -%}
  {%- do return(target[database | length:] if target.startswith(database) else target) -%}
{%- endmacro %}
