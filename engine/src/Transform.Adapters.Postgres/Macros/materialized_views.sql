{% macro postgres__get_create_materialized_view_as_sql(relation, sql) %}
  {%- set statements = ['create materialized view if not exists ' ~ relation ~ ' as ' ~ sql] -%}
  {%- for index in config.get('indexes', []) -%}
    {%- do statements.append(get_create_index_sql(relation, index)) -%}
  {%- endfor -%}
  {{ statements | join(';\n') }};
{% endmacro %}

{% macro postgres__refresh_materialized_view(relation) %}
  refresh materialized view {{ relation }}
{% endmacro %}

{#- What is compared with the configuration: its indexes. -#}
{% macro postgres__describe_materialized_view(relation) %}
  {%- do return({'indexes': run_query(get_show_indexes_sql(relation))}) -%}
{% endmacro %}

{#- None where nothing has changed; else the indexes to drop and those to create. -#}
{% macro postgres__get_materialized_view_configuration_changes(existing_relation, new_config) %}
  {%- set found = {} -%}
  {%- for row in postgres__describe_materialized_view(existing_relation).indexes.rows -%}
    {%- do found.update({postgres_index_key(row['column_names'].split(','), row['unique'], row['method']): row['name']}) -%}
  {%- endfor -%}
  {%- set wanted = {} -%}
  {%- for raw in new_config.get('indexes', []) -%}
    {%- set index = adapter.parse_index(raw) -%}
    {%- do wanted.update({postgres_index_key(index.columns, index.unique, index.type): raw}) -%}
  {%- endfor -%}
  {%- set changes = [] -%}
  {%- for key, name in found.items() if key not in wanted -%}
    {%- do changes.append({'action': 'drop', 'context': {'name': name}}) -%}
  {%- endfor -%}
  {%- for key, raw in wanted.items() if key not in found -%}
    {%- do changes.append({'action': 'create', 'context': {'as_node_config': raw}}) -%}
  {%- endfor -%}
  {%- do return({'indexes': changes, 'requires_full_refresh': false} if changes else none) -%}
{% endmacro %}

{% macro postgres_index_key(columns, unique, method) -%}
  {{ columns | map('lower') | sort | join(',') }} {{ 'unique' if unique }} {{ (method or 'btree') | lower }}
{%- endmacro %}

{% macro postgres__get_alter_materialized_view_as_sql(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) %}
  {%- if configuration_changes.requires_full_refresh -%}
    {{ get_replace_sql(existing_relation, relation, sql) }}
  {%- else -%}
    {{ postgres__update_indexes_on_materialized_view(relation, configuration_changes.indexes) }}
  {%- endif -%}
{% endmacro %}

{%- macro postgres__update_indexes_on_materialized_view(relation, index_changes) -%}
  {%- set statements = [] -%}
  {%- for change in index_changes -%}
    {%- do statements.append(
          postgres__get_drop_index_sql(relation, change.context.name) if change.action == 'drop'
          else postgres__get_create_index_sql(relation, change.context.as_node_config)) -%}
  {%- endfor -%}
  {{ statements | join(';\n') }}
{%- endmacro -%}
