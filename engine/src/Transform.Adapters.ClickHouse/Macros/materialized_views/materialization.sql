{#- A materialized view takes the rows of each insert into what it reads and puts them into a table: its own, which has the model's name
    (the views are <model>_mv, or <model>_<name> for each part of the SQL between `--name:begin` and `--name:end`), or another model's,
    which a comment of the macro materialization_target_table names. -#}
{% materialization materialized_view, adapter='clickhouse' %}
  {%- set into = clickhouse_target_of(sql) -%}
  {%- if into is not none -%}
    {%- do return(clickhouse__materialized_view_with_external_target(into, sql)) -%}
  {%- endif -%}
  {%- do return(clickhouse__materialized_view_standard(sql)) -%}
{% endmaterialization %}

{% macro materialization_target_table(target_relation) %}
-- materialization_target_table: {{ target_relation }}
{% endmacro %}

{#- What the comment of materialization_target_table names; none where there is none. -#}
{% macro clickhouse_target_of(sql) %}
  {%- set found = modules.re.search('--\\s*materialization_target_table:\\s*(.+?)\\s*$', sql, modules.re.MULTILINE) -%}
  {%- do return(found.group(1).strip() if found else none) -%}
{% endmacro %}

{#- The views of the model: SQL by name. -#}
{% macro clickhouse__extract_mv_views(sql) %}
  {%- set views = {} -%}
  {%- for name in modules.re.findall('--(?:\\s)?([^:\\s]+):begin', sql) -%}
    {%- set body = modules.re.findall('--(?:\\s)?' ~ name ~ ':begin(.*)--(?:\\s)?' ~ name ~ ':end', sql, modules.re.DOTALL) -%}
    {%- if not body -%}
      {%- do exceptions.raise_compiler_error("The part '" ~ name ~ "' of the materialized view has a begin and no end: write `--" ~ name ~ ":end` after it") -%}
    {%- endif -%}
    {%- do views.update({name: body[0]}) -%}
  {%- endfor -%}
  {%- do return(views or {'mv': sql}) -%}
{% endmacro %}

{% macro strip_identifier_quotes(ident) -%}
  {%- set name = ident.strip() -%}
  {{- name[1:-1] if name | length > 1 and name[0] == name[-1] and name[0] in '`"' ~ "'" else name -}}
{%- endmacro %}

{% macro get_relation_from_string(relation_string) %}
  {%- set parts = relation_string.split('.') -%}
  {%- if parts | length < 2 -%}
    {%- do exceptions.raise_compiler_error("'" ~ relation_string ~ "' names no table: write its schema before it") -%}
  {%- endif -%}
  {%- do return(adapter.get_relation(database='', schema=strip_identifier_quotes(parts[0]), identifier=strip_identifier_quotes(parts[1]))) -%}
{% endmacro %}

{#- The model's own table, and its views. -#}
{% macro clickhouse__materialized_view_standard(sql) %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set views = clickhouse__extract_mv_views(sql) -%}
  {%- set rebuild = clickhouse_rebuild(target_relation) -%}
  {%- do clickhouse_drop_catch_up(target_relation, views) -%}
  {%- set existing_relation = rebuild.existing -%}
  {%- if existing_relation is not none and clickhouse_is_catching_up(target_relation) -%}
    {#- The run before was cut off while the table got its first rows. -#}
    {%- do clickhouse__drop_mvs_by_suffixes(target_relation, on_cluster_clause(target_relation), views) -%}
    {%- do adapter.drop_relation(existing_relation) -%}
    {%- set existing_relation = none -%}
  {%- endif -%}
  {%- do clickhouse_begin() -%}

  {%- set old = none -%}
  {%- set catches_up = config.get('catchup', true) -%}
  {%- if existing_relation is none -%}
    {%- do clickhouse_first_rows({'target': target_relation, 'existing': none, 'intermediate': rebuild.intermediate, 'backup': rebuild.backup}, sql, views, catches_up) -%}
  {%- else -%}
    {%- do clickhouse_warn_of_other_views(target_relation, views) -%}
    {%- if should_full_refresh() or existing_relation.type != 'table' -%}
      {%- set old = clickhouse_rebuild_with_views(rebuild, sql, views, catches_up) -%}
    {%- else -%}
      {%- call statement('main') -%}
        select 1
      {%- endcall -%}
      {%- do clickhouse_follow_query(existing_relation, config.get('on_schema_change') or 'ignore', 'materialized view') -%}
      {%- do clickhouse__update_mvs(target_relation, on_cluster_clause(target_relation), refreshable_mv_clause(), views) -%}
    {%- endif -%}
  {%- endif -%}
  {%- do clickhouse_finish(target_relation, existing_relation, true, old) -%}

  {%- set relations = [target_relation] -%}
  {%- for name in views -%}
    {%- do relations.append(target_relation.derivative('_' ~ name, 'materialized_view')) -%}
  {%- endfor -%}
  {%- do return({'relations': relations}) -%}
{% endmacro %}

{#- Views alone, which fill a table that another model makes. -#}
{% macro clickhouse__materialized_view_with_external_target(materialization_target_table, sql) %}
  {%- set mv_relation = this.incorporate(type='materialized_view') -%}
  {%- set cluster_clause = on_cluster_clause(mv_relation) -%}
  {%- set into = get_relation_from_string(materialization_target_table) -%}
  {%- if into is none -%}
    {%- do exceptions.raise_compiler_error('The table ' ~ materialization_target_table ~ ', which ' ~ mv_relation ~ ' is to fill, does not exist: build its model first') -%}
  {%- endif -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- do clickhouse_begin() -%}
  {%- if existing_relation is not none and (should_full_refresh() or existing_relation.type != 'materialized_view') -%}
    {%- do adapter.drop_relation(existing_relation) -%}
    {%- set made_anew = true -%}
  {%- endif -%}
  {%- if existing_relation is none or made_anew -%}
    {%- do clickhouse_create_and_catch_up(mv_relation, into, cluster_clause, sql) -%}
  {%- else -%}
    {%- set now_into = clickhouse__get_mv_current_target(mv_relation) -%}
    {%- if now_into != into.schema ~ '.' ~ into.identifier -%}
      {%- do exceptions.raise_compiler_error(mv_relation ~ ' fills ' ~ now_into ~ ', and the model names ' ~ into
            ~ '. A view cannot be given another table in place: run it with --full-refresh') -%}
    {%- endif -%}
    {%- do clickhouse__modify_mv_refresh(mv_relation, existing_relation, cluster_clause) -%}
    {%- do clickhouse__modify_mv(mv_relation, cluster_clause, sql, is_main_statement=True) -%}
  {%- endif -%}
  {%- do clickhouse_finish(mv_relation, existing_relation, true) -%}
  {%- do return({'relations': [mv_relation]}) -%}
{% endmacro %}
