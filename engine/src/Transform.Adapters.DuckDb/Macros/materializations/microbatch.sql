{#- A batch takes the place of the rows of its time. -#}
{% macro duckdb__get_incremental_microbatch_sql(arg_dict) -%}
  {%- if config.get('unique_key') -%}
    {%- do exceptions.raise_compiler_error(
        'A microbatch model replaces the rows of a time, not those of a key: remove unique_key, or use the strategy merge') -%}
  {%- endif -%}
  {%- set batch = model.batch -%}
  {%- if not batch -%}
    {%- do exceptions.raise_compiler_error('The strategy microbatch works in batches only, and this is none') -%}
  {%- endif -%}
  {%- set in_batch -%}
    {{ config.require('event_time') }} >= '{{ batch.event_time_start }}' and {{ config.require('event_time') }} < '{{ batch.event_time_end }}'
  {%- endset -%}
  {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
  {%- set sql -%}
  delete from {{ arg_dict['target_relation'] }}
  where {{ in_batch }}
  {%- for predicate in normalize_incremental_predicates(arg_dict['incremental_predicates']) %}
    and ({{ predicate }})
  {%- endfor -%}
  ;
  insert into {{ arg_dict['target_relation'] }} ({{ columns }})
  select {{ columns }}
  from {{ arg_dict['temp_relation'] }}
  where {{ in_batch }}
  {%- endset -%}
  {{ return(sql) }}
{%- endmacro %}
