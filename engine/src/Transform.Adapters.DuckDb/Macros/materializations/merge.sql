{% macro duckdb__get_incremental_merge_sql(args_dict) %}
  {%- do return(duckdb__get_merge_sql(
        args_dict['target_relation'], args_dict['temp_relation'], args_dict['unique_key'], args_dict['dest_columns'],
        normalize_incremental_predicates(args_dict.get('incremental_predicates')))) -%}
{% endmacro %}

{#- A merge is the settings merge_... of the model: by default rows that are there are updated and others inserted, by the names of
    their columns; merge_clauses says all of it in detail. -#}
{% macro duckdb__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
  {{ validate_merge_config(config, target) }}
  {%- set update_columns = config.get('merge_update_columns', []) -%}
  {%- set exclude_columns = config.get('merge_exclude_columns', []) -%}
  {%- set set_expressions = config.get('merge_update_set_expressions', {}) -%}
  {%- set returned = config.get('merge_returning_columns', []) -%}
  {%- set usual = merge_clause_defaults(
        config.get('merge_update_condition'), config.get('merge_insert_condition'), update_columns, exclude_columns, set_expressions) -%}
  {%- set clauses = config.get('merge_clauses', {}) -%}
  {%- set matched = usual.when_matched_update_explicit if update_columns or exclude_columns or set_expressions
        else usual.when_matched_update_by_name -%}
  {{ config.get('sql_header', '') }}
  merge into {{ target }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  {{ duckdb__merge_join_clause(unique_key, config.get('merge_on_using_columns', []), normalize_incremental_predicates(incremental_predicates)) }}
  {%- for clause in clauses.get('when_matched', [matched]) %}
  when matched{{ duckdb_merge_condition(clause) }} then {{ duckdb_merge_action(clause, dest_columns) }}
  {%- endfor %}
  {%- for clause in clauses.get('when_not_matched', [usual.when_not_matched_insert_by_name]) %}
  when not matched{{ ' by ' ~ clause.get('by') if clause.get('by') }}{{ duckdb_merge_condition(clause) }} then {{ duckdb_merge_action(clause, dest_columns) }}
  {%- endfor %}
  {{ 'returning ' ~ (returned if returned is string else returned | join(', ')) if returned }}
{%- endmacro %}

{#- How rows of the source find those of the target. -#}
{% macro duckdb__merge_join_clause(unique_key, merge_on_using_columns, incremental_predicates) -%}
  {%- set predicates = incremental_predicates | list if incremental_predicates else [] -%}
  {%- if merge_on_using_columns -%}
    using ({{ merge_on_using_columns | join(', ') }})
    {{- ' on (' ~ predicates | join(') and (') ~ ')' if predicates }}
  {%- else -%}
    {%- set conditions = [] -%}
    {%- for key in dbt.key_columns(unique_key) -%}
      {%- do conditions.append('DBT_INTERNAL_SOURCE.' ~ key ~ ' = DBT_INTERNAL_DEST.' ~ key) -%}
    {%- else -%}
      {%- do conditions.append('false') -%}
    {%- endfor -%}
    on ({{ (conditions + predicates) | join(') and (') }})
  {%- endif -%}
{%- endmacro %}

{#- The clauses that the simple settings stand for. -#}
{% macro merge_clause_defaults(merge_update_condition, merge_insert_condition, merge_update_columns=[], merge_exclude_columns=[], merge_update_set_expressions={}) %}
  {%- set update = {'action': 'update', 'condition': merge_update_condition} -%}
  {%- set changes = dict(include=merge_update_columns, exclude=merge_exclude_columns, set_expressions=merge_update_set_expressions) -%}
  {%- do return(dict(
        when_matched_update_by_name=dict(update, mode='by_name'),
        when_matched_update_explicit=dict(update, mode='explicit', update=changes),
        when_not_matched_insert_by_name=dict(action='insert', condition=merge_insert_condition, mode='by_name'))) -%}
{% endmacro %}

{% macro duckdb_merge_condition(clause) -%}
  {%- set condition = clause.get('condition') -%}
  {{ ' and ' ~ (condition if condition is string else '(' ~ condition | join(') and (') ~ ')') if condition }}
{%- endmacro %}

{#- What a clause does: action and mode, as DuckDB writes them. -#}
{% macro duckdb_merge_action(clause, dest_columns) -%}
  {%- set action = clause.get('action') -%}
  {%- set mode = clause.get('mode') -%}
  {%- if action in ['update', 'insert'] and mode in ['by_name', 'by_position'] -%}
    {{ action }} {{ mode | replace('_', ' ') }}
  {%- elif action == 'insert' and mode == 'star' -%}
    insert *
  {%- elif action == 'insert' -%}
    {%- set insert = clause.get('insert', {}) -%}
    insert ({{ insert.get('columns', []) | join(', ') }}) values ({{ insert.get('values', []) | join(', ') }})
  {%- elif action == 'update' and mode == 'star' -%}
    update set *
  {%- elif action == 'update' -%}
    {%- set settings = clause.get('update', {}) -%}
    {%- set expressions = settings.get('set_expressions', clause.get('set_expressions', {})) -%}
    {%- set changes = [] -%}
    {%- for column, expression in expressions.items() -%}
      {%- do changes.append(column ~ ' = ' ~ expression) -%}
    {%- endfor -%}
    {%- if mode == 'explicit' -%}
      {%- for column in get_merge_update_columns(settings.get('include', []), settings.get('exclude', []), dest_columns)
            if column | replace('"', '') not in expressions -%}
        {%- do changes.append(column ~ ' = DBT_INTERNAL_SOURCE.' ~ column) -%}
      {%- endfor -%}
    {%- endif -%}
    update set {{ changes | join(', ') }}
  {%- elif action == 'delete' -%}
    delete
  {%- elif action == 'do_nothing' -%}
    do nothing
  {%- elif action == 'error' -%}
    error{{ " '" ~ dbt.escape_single_quotes(clause.get('error_message')) ~ "'" if clause.get('error_message') }}
  {%- else -%}
    {%- do exceptions.raise_compiler_error("A clause of merge_clauses has the action update, insert, delete, do_nothing or error, not '" ~ action ~ "'") -%}
  {%- endif -%}
{%- endmacro %}
