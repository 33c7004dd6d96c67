{#- MERGE is there since PostgreSQL 15. A project that has a macro of this name of its own decides for itself. -#}
{% macro postgres_has_merge() %}
  {%- do return(adapter.dispatch('postgres_has_merge', 'dbt')()) -%}
{% endmacro %}

{% macro default__postgres_has_merge() %}
  {%- do return(run_query("select pg_catalog.current_setting('server_version_num')::integer >= 150000").rows[0][0]) -%}
{% endmacro %}

{% macro postgres__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
  {{ (default__get_merge_sql if postgres_has_merge() else postgres_get_emulated_merge_sql)(target, source, unique_key, dest_columns, incremental_predicates) }}
{%- endmacro %}

{#- The same without MERGE. Both halves are one statement, so that the rows to insert are found among those from before the update; an
    update takes any of several rows without a word, so these are looked for before. -#}
{% macro postgres_get_emulated_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
  {%- set columns = get_quoted_csv(dest_columns | map(attribute='name')) -%}
  {%- set updated = get_merge_update_columns(config.get('merge_update_columns'), config.get('merge_exclude_columns'), dest_columns) if unique_key else [] -%}
  {%- set condition = dbt.merge_condition(unique_key, incremental_predicates) -%}
  {{ config.get('sql_header', '') }}
  {% if updated -%}
  do $transform$
  begin
    if exists (
      select from {{ target }} as DBT_INTERNAL_DEST
      join {{ source }} as DBT_INTERNAL_SOURCE on {{ condition }}
      group by DBT_INTERNAL_DEST.tableoid, DBT_INTERNAL_DEST.ctid
      having count(*) > 1
    ) then
      raise exception 'MERGE command cannot affect row a second time' using errcode = 'cardinality_violation';
    end if;
  end $transform$;
  with updated as (
    update {{ target }} as DBT_INTERNAL_DEST
    set {% for column in updated %}{{ column }} = DBT_INTERNAL_SOURCE.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
    from {{ source }} as DBT_INTERNAL_SOURCE
    where {{ condition }}
  )
  {% endif -%}
  insert into {{ target }} ({{ columns }})
  select {{ columns }}
  from {{ source }} as DBT_INTERNAL_SOURCE
  where not exists (select from {{ target }} as DBT_INTERNAL_DEST where {{ condition }})
{%- endmacro %}

{#- One statement that holds against writers beside it: a unique index on the keys tells which rows are there. -#}
{% macro get_incremental_upsert_sql(arg_dict) %}
  {%- set keys = dbt.key_columns(arg_dict['unique_key']) -%}
  {%- if not keys -%}
    {%- do exceptions.raise_compiler_error('The strategy upsert needs the config unique_key: the columns of a unique index') -%}
  {%- endif -%}
  {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
  {%- set updated = get_merge_update_columns(config.get('merge_update_columns'), config.get('merge_exclude_columns'), arg_dict['dest_columns']) -%}
  {{ config.get('sql_header', '') }}
  {{ postgres_partitions_for(arg_dict['target_relation'], arg_dict['temp_relation']) }}
  insert into {{ arg_dict['target_relation'] }} as DBT_INTERNAL_DEST ({{ columns }})
  select {{ columns }}
  from {{ arg_dict['temp_relation'] }} as DBT_INTERNAL_SOURCE
  on conflict ({{ keys | join(', ') }}) do
  {%- if updated %} update
  set {% for column in updated %}{{ column }} = excluded.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
  {%- if arg_dict['incremental_predicates'] %}
  where ({{ arg_dict['incremental_predicates'] | join(') and (') }})
  {%- endif %}
  {%- else %} nothing
  {%- endif %}
{% endmacro %}
