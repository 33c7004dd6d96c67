{#- Pieces of the SQL of snapshots. A key is one expression or a list of them; its columns are named by number in a list. -#}
{% macro snapshot_key_names(unique_key) %}
  {%- set names = [] -%}
  {%- for key in ([] if unique_key is string else unique_key) -%}
    {%- do names.append('dbt_unique_key_' ~ loop.index) -%}
  {%- endfor -%}
  {%- do return(names or ['dbt_unique_key']) -%}
{% endmacro %}

{% macro unique_key_fields(unique_key) -%}
  {%- set keys = [unique_key] if unique_key is string else unique_key -%}
  {%- for name in dbt.snapshot_key_names(unique_key) -%}
    {{ keys[loop.index0] }} as {{ name }}{{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{% macro unique_key_join_on(unique_key, identifier, from_identifier) -%}
  {%- for name in dbt.snapshot_key_names(unique_key) -%}
    {%- set one, other = identifier ~ '.' ~ name, from_identifier ~ '.' ~ name -%}
    {{ one ~ ' = ' ~ other if unique_key is string else equals(one, other) }}{{ ' and ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{% macro unique_key_is_null(unique_key, identifier) -%}
  {{ identifier }}.{{ dbt.snapshot_key_names(unique_key)[0] }} is null
{%- endmacro %}

{% macro unique_key_is_not_null(unique_key, identifier) -%}
  {{ identifier }}.{{ dbt.snapshot_key_names(unique_key)[0] }} is not null
{%- endmacro %}

{#- dbt's context holds the names under a setting of their own, which macros that are copied from dbt ask for. -#}
{% macro snapshot_column_names() %}
  {%- do return(config.get('snapshot_table_column_names') or get_snapshot_table_column_names()) -%}
{% endmacro %}

{% macro snapshot_is_current(valid_to) -%}
  {%- set current = config.get('dbt_valid_to_current') -%}
  {%- if current -%}
    ({{ equals(valid_to, current | trim) }} or {{ valid_to }} is null)
  {%- else -%}
    {{ valid_to }} is null
  {%- endif -%}
{%- endmacro %}

{#- The query's columns with the values that the last version has for them; a column that the table lacks is null. -#}
{% macro snapshot_last_values(source_sql, target_relation) -%}
  {%- set existing = get_list_of_column_names(get_columns_in_relation(target_relation)) -%}
  {%- for name in get_columns_in_query(source_sql) -%}
    {{ 'snapshotted_data' if name in existing else 'source_data' }}.{{ adapter.quote(name) }}{{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{#- Warns where the times that dbt writes and those of updated_at are of different types. -#}
{% macro check_time_data_types(sql) %}
  {%- set own = get_updated_at_column_data_type(sql) -%}
  {%- set ours = get_snapshot_get_time_data_type() -%}
  {%- if own is not none and ours is not none and own != ours -%}
    {%- do exceptions.warn_snapshot_timestamp_data_types(ours, own) -%}
  {%- endif -%}
{% endmacro %}

{% macro get_updated_at_column_data_type(snapshot_sql) %}
  {%- set found = [] -%}
  {%- for column in get_column_schema_from_query(snapshot_sql) if column.name | lower == 'dbt_updated_at' -%}
    {%- do found.append(column.data_type) -%}
  {%- endfor -%}
  {%- do return(found[0] if found else none) -%}
{% endmacro %}

{% macro get_snapshot_get_time_data_type() %}
  {%- set query = 'select ' ~ snapshot_get_time() ~ ' as dbt_snapshot_time' -%}
  {%- do return(get_column_schema_from_query(query)[0].data_type or none) -%}
{% endmacro %}
