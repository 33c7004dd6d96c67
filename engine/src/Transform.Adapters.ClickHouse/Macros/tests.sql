{#- A limit stands before the settings of a query, which begin after the comment -- end_of_sql. -#}
{% macro clickhouse__place_limit(query, limit) -%}
  {%- set parts = query.split('-- end_of_sql') -%}
  {%- if 'settings' in query | lower and parts | length == 1 -%}
    {%- do exceptions.raise_compiler_error('A test with settings and a limit has the comment `-- end_of_sql` before its settings') -%}
  {%- endif -%}
  {%- if parts | length == 1 -%}
    {{ query }}
    limit {{ limit }}
  {%- else -%}
    {{ parts[:-1] | join('-- end_of_sql') }}
    limit {{ limit }}
    -- end_of_sql
    {{ parts[-1] }}
  {%- endif -%}
{%- endmacro %}

{% macro clickhouse__get_limit_sql(sql, limit) -%}
  {{ clickhouse__place_limit(sql, limit) if limit is not none else sql }}
{%- endmacro %}

{% macro clickhouse__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
select
  {{ fail_calc }} as failures,
  {{ fail_calc }} {{ warn_if }} as should_warn,
  {{ fail_calc }} {{ error_if }} as should_error
from (
  {{ clickhouse__get_limit_sql(main_sql, limit) }}
) dbt_internal_test
{%- endmacro %}

{% macro clickhouse__test_relationships(model, column_name, to, field) %}
{{ default__test_relationships(model, column_name, to, field) }}
-- end_of_sql
settings join_use_nulls = 1
{% endmacro %}
