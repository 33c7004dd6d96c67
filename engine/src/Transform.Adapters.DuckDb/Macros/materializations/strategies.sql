{#- What fills up an incremental model where its config names no strategy. -#}
{% macro duckdb__get_incremental_default_sql(arg_dict) -%}
  {{ return(get_incremental_delete_insert_sql(arg_dict)) }}
{%- endmacro %}

{#- Predicates name columns of the target: by DBT_INCREMENTAL_TARGET where the key is a list, as they are where it is one column. -#}
{% macro duckdb__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
  {%- set predicates = incremental_predicates or [] -%}
  {%- if unique_key is string -%}
    delete from {{ target }}
    where ({{ unique_key }}) in (select ({{ unique_key }}) from {{ source }})
    {%- for predicate in predicates %} and {{ predicate }}{% endfor %};
  {%- elif unique_key -%}
    {%- set conditions = [] -%}
    {%- for key in unique_key -%}
      {%- do conditions.append(source ~ '.' ~ key ~ ' = DBT_INCREMENTAL_TARGET.' ~ key) -%}
    {%- endfor -%}
    delete from {{ target }} as DBT_INCREMENTAL_TARGET
    using {{ source }}
    where {{ (conditions + predicates) | join(' and ') }};
  {%- endif %}
  {{ get_insert_into_sql(target, source, dest_columns) }}
{%- endmacro %}

{#- The partitions that the new rows belong to are written anew: those where the expressions of partition_by have the same values. -#}
{% macro duckdb__get_incremental_insert_overwrite_sql(arg_dict) -%}
  {%- set partitions = normalize_string_or_list(config.get('partitioned_by') or config.get('partition_by'), 'partition_by') -%}
  {%- if not partitions -%}
    {%- do exceptions.raise_compiler_error('The strategy insert_overwrite needs the config partition_by: it says which rows belong together') -%}
  {%- endif -%}
  {%- set values, conditions = [], [] -%}
  {%- for partition in partitions -%}
    {%- do values.append('(' ~ partition ~ ') as dbt_partition_' ~ loop.index) -%}
    {%- do conditions.append('(' ~ partition ~ ') is not distinct from DBT_INTERNAL_SOURCE.dbt_partition_' ~ loop.index) -%}
  {%- endfor -%}
  {%- set sql -%}
  delete from {{ arg_dict['target_relation'] }}
  using (select distinct {{ values | join(', ') }} from {{ arg_dict['temp_relation'] }}) as DBT_INTERNAL_SOURCE
  where {{ (conditions + normalize_incremental_predicates(arg_dict['incremental_predicates'])) | join(' and ') }};
  {{ get_insert_into_sql(arg_dict['target_relation'], arg_dict['temp_relation'], arg_dict['dest_columns']) }}
  {%- endset -%}
  {{ return(sql) }}
{%- endmacro %}

{% macro normalize_incremental_predicates(incremental_predicates) -%}
  {{ return(normalize_string_or_list(incremental_predicates, 'incremental_predicates')) }}
{%- endmacro %}
