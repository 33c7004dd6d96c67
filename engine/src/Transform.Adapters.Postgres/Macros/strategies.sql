{#- Rows are replaced by their key where there is one. -#}
{% macro postgres__get_incremental_default_sql(arg_dict) %}
  {%- do return(get_incremental_delete_insert_sql(arg_dict) if arg_dict['unique_key'] else get_incremental_append_sql(arg_dict)) -%}
{% endmacro %}

{#- What the strategies do, after the partitions that the new rows need are there. -#}
{% macro postgres__get_incremental_append_sql(arg_dict) %}
  {%- do return(postgres_partitions_for(arg_dict['target_relation'], arg_dict['temp_relation']) ~ default__get_incremental_append_sql(arg_dict)) -%}
{% endmacro %}

{% macro postgres__get_incremental_delete_insert_sql(arg_dict) %}
  {%- do return(postgres_partitions_for(arg_dict['target_relation'], arg_dict['temp_relation']) ~ default__get_incremental_delete_insert_sql(arg_dict)) -%}
{% endmacro %}

{% macro postgres__get_incremental_merge_sql(arg_dict) %}
  {%- do return(postgres_partitions_for(arg_dict['target_relation'], arg_dict['temp_relation']) ~ default__get_incremental_merge_sql(arg_dict)) -%}
{% endmacro %}

{#- A batch is merged into what is there, which takes a key. -#}
{% macro postgres__get_incremental_microbatch_sql(arg_dict) %}
  {%- if not arg_dict['unique_key'] -%}
    {%- do exceptions.raise_compiler_error("The strategy microbatch needs the config unique_key on PostgreSQL: it says which rows a batch replaces") -%}
  {%- endif -%}
  {%- do return(adapter.dispatch('get_incremental_merge_sql', 'dbt')(arg_dict)) -%}
{% endmacro %}

{#- Closes the versions that have ended, then adds the new ones. -#}
{% macro postgres__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {%- set current = config.get('dbt_valid_to_current') -%}
  {%- set ends = columns.dbt_valid_to -%}
  update {{ target }}
  set {{ ends }} = DBT_INTERNAL_SOURCE.{{ ends }}
  from {{ source }} as DBT_INTERNAL_SOURCE
  where {{ target }}.{{ columns.dbt_scd_id }}::text = DBT_INTERNAL_SOURCE.{{ columns.dbt_scd_id }}::text
    and DBT_INTERNAL_SOURCE.dbt_change_type::text in ('update', 'delete')
    and ({{ target }}.{{ ends }} is null{{ ' or ' ~ target ~ '.' ~ ends ~ ' = ' ~ current if current }});

  insert into {{ target }} ({{ insert_cols | join(', ') }})
  select {{ insert_cols | join(', ') }}
  from {{ source }} as DBT_INTERNAL_SOURCE
  where dbt_change_type::text = 'insert';
{%- endmacro %}
