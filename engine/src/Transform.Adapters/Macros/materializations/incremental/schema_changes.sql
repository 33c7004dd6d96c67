{#- on_schema_change: what happens where a model's query has other columns than its table. -#}
{% macro incremental_validate_on_schema_change(on_schema_change, default='ignore') %}
  {%- if on_schema_change in ['ignore', 'fail', 'append_new_columns', 'sync_all_columns'] -%}
    {%- do return(on_schema_change) -%}
  {%- endif -%}
  {%- do log("on_schema_change cannot be '" ~ on_schema_change ~ "': taken as " ~ default) -%}
  {%- do return(default) -%}
{% endmacro %}

{#- The columns of the first list whose names the second one has not. -#}
{% macro diff_columns(source_columns, target_columns) %}
  {%- do return(source_columns | rejectattr('name', 'in', target_columns | map(attribute='column') | list) | list) -%}
{% endmacro %}

{#- The columns of both lists whose types differ: dicts of column_name and new_type. -#}
{% macro diff_column_data_types(source_columns, target_columns) -%}
  {{ return(adapter.dispatch('diff_column_data_types', 'dbt')(source_columns, target_columns)) }}
{%- endmacro %}

{% macro default__diff_column_data_types(source_columns, target_columns) %}
  {%- set changes = [] -%}
  {%- for source in source_columns -%}
    {%- for target in target_columns if target.name == source.name -%}
      {%- set wanted = source.expanded_data_type or source.data_type -%}
      {%- if wanted != (target.expanded_data_type or target.data_type) and not source.can_expand_to(other_column=target) -%}
        {%- do changes.append({'column_name': target.name, 'new_type': wanted}) -%}
      {%- endif -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- do return(changes) -%}
{% endmacro %}

{% macro check_for_schema_changes(source_relation, target_relation) -%}
  {{ return(adapter.dispatch('check_for_schema_changes', 'dbt')(source_relation, target_relation)) }}
{%- endmacro %}

{% macro default__check_for_schema_changes(source_relation, target_relation) %}
  {%- set source_columns = adapter.get_columns_in_relation(source_relation) -%}
  {%- set target_columns = adapter.get_columns_in_relation(target_relation) -%}
  {%- set added = diff_columns(source_columns, target_columns) -%}
  {%- set removed = diff_columns(target_columns, source_columns) -%}
  {%- set retyped = diff_column_data_types(source_columns, target_columns) -%}
  {%- do return({
        'schema_changed': (added or removed or retyped) | length > 0,
        'source_not_in_target': added,
        'target_not_in_source': removed,
        'source_columns': source_columns,
        'target_columns': target_columns,
        'new_target_types': retyped}) -%}
{% endmacro %}

{% macro sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) -%}
  {{ return(adapter.dispatch('sync_column_schemas', 'dbt')(on_schema_change, target_relation, schema_changes_dict)) }}
{%- endmacro %}

{% macro default__sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) %}
  {%- set syncs = on_schema_change == 'sync_all_columns' -%}
  {%- set added = schema_changes_dict['source_not_in_target'] -%}
  {%- set removed = schema_changes_dict['target_not_in_source'] if syncs else [] -%}
  {%- if (added or removed) and (syncs or on_schema_change == 'append_new_columns') -%}
    {%- do alter_relation_add_remove_columns(target_relation, added, removed if syncs else none) -%}
  {%- endif -%}
  {%- for change in schema_changes_dict['new_target_types'] if syncs -%}
    {%- do alter_column_type(target_relation, change['column_name'], change['new_type']) -%}
  {%- endfor -%}
{% endmacro %}

{#- Brings the table's columns in line, as far as the mode says. Gives the query's columns; an empty dict where the mode is ignore. -#}
{% macro process_schema_changes(on_schema_change, source_relation, target_relation) -%}
  {{ return(adapter.dispatch('process_schema_changes', 'dbt')(on_schema_change, source_relation, target_relation)) }}
{%- endmacro %}

{% macro default__process_schema_changes(on_schema_change, source_relation, target_relation) %}
  {%- if on_schema_change == 'ignore' -%}
    {%- do return({}) -%}
  {%- endif -%}
  {%- set changes = check_for_schema_changes(source_relation, target_relation) -%}
  {%- if changes['schema_changed'] and on_schema_change == 'fail' -%}
    {%- set said = [] -%}
    {%- for column in changes['source_not_in_target'] -%}{%- do said.append("'" ~ column.name ~ "' (" ~ column.data_type ~ ') is new') -%}{%- endfor -%}
    {%- for column in changes['target_not_in_source'] -%}{%- do said.append("'" ~ column.name ~ "' is gone") -%}{%- endfor -%}
    {%- for change in changes['new_target_types'] -%}{%- do said.append("'" ~ change['column_name'] ~ "' is " ~ change['new_type'] ~ ' now') -%}{%- endfor -%}
    {%- do exceptions.raise_compiler_error(
          'The columns of ' ~ model['name'] ~ "'s query differ from its table's: " ~ said | join('; ')
          ~ '. Rebuild the table with --full-refresh, or set on_schema_change to append_new_columns or sync_all_columns.') -%}
  {%- elif changes['schema_changed'] -%}
    {%- do sync_column_schemas(on_schema_change, target_relation, changes) -%}
  {%- endif -%}
  {%- do return(changes['source_columns']) -%}
{% endmacro %}
