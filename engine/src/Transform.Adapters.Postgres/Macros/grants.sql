{#- What others may do by the grant of the role that asks. -#}
{% macro postgres__get_show_grant_sql(relation) -%}
  select grantee, privilege_type
  from {{ relation.information_schema('role_table_grants') }}
  where table_schema = '{{ dbt.escape_single_quotes(relation.schema) }}'
    and table_name = '{{ dbt.escape_single_quotes(relation.identifier) }}'
    and grantor = current_role
    and grantee <> current_role
{%- endmacro %}

{#- A new table begins without grants. -#}
{% macro postgres__copy_grants() -%}
  {{ return(false) }}
{%- endmacro %}
