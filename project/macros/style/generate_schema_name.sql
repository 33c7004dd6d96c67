{#
  Schemas are called as the configuration says (landing, staging, marts) in a database of one's own, which is what
  schema `main` means on DuckDB. In a shared database the target's schema goes in front, so that two people
  never overwrite each other. project/sources/landing.yml follows the same rule.
#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name is none -%}
        {{ target.schema }}
    {%- elif target.schema == 'main' -%}
        {{ custom_schema_name | trim }}
    {%- else -%}
        {{ target.schema }}_{{ custom_schema_name | trim }}
    {%- endif -%}
{%- endmacro %}
