{#- One view, and several. -#}
{% macro clickhouse__create_mv(mv_relation, target_relation, cluster_clause, refreshable_clause, view_sql, is_main_statement=False) %}
  {%- call statement('main' if is_main_statement else 'create_mv') -%}
    create materialized view if not exists {{ mv_relation }} {{ cluster_clause }}
    {{ refreshable_clause }}
    to {{ target_relation }}
    {{ get_sql_security_clause(mv_relation) }}
    as {{ view_sql }}
  {%- endcall -%}
{% endmacro %}

{% macro clickhouse__modify_mv(mv_relation, cluster_clause, view_sql, is_main_statement=False) %}
  {%- call statement('main' if is_main_statement else 'modify_mv') -%}
    alter table {{ mv_relation }} {{ cluster_clause }} modify query {{ view_sql }}
  {%- endcall -%}
{% endmacro %}

{% macro clickhouse__drop_mv(mv_relation, cluster_clause) %}
  {%- call statement('drop_mv') -%}
    drop table if exists {{ mv_relation }} {{ cluster_clause }}
  {%- endcall -%}
  {%- do adapter.cache_dropped(mv_relation) -%}
{% endmacro %}

{% macro clickhouse__create_mvs(target_relation, cluster_clause, refreshable_clause, views) %}
  {%- for name, view_sql in views.items() -%}
    {%- do clickhouse__create_mv(target_relation.derivative('_' ~ name, 'materialized_view'), target_relation, cluster_clause, refreshable_clause, view_sql) -%}
  {%- endfor -%}
{% endmacro %}

{% macro clickhouse__drop_mvs_by_suffixes(target_relation, cluster_clause, views_suffixes) %}
  {%- for name in views_suffixes -%}
    {%- do clickhouse__drop_mv(target_relation.derivative('_' ~ name, 'materialized_view'), cluster_clause) -%}
  {%- endfor -%}
{% endmacro %}

{% macro clickhouse__drop_mvs_by_names(target_relation, cluster_clause, mvs_names) %}
  {%- for name in mvs_names -%}
    {%- do clickhouse__drop_mv(target_relation.derivative(name, 'materialized_view', interpret_suffix_as_full_identifier=True), cluster_clause) -%}
  {%- endfor -%}
{% endmacro %}

{#- A query is replaced in place: no insert goes past the view meanwhile. -#}
{% macro clickhouse__update_mvs(target_relation, cluster_clause, refreshable_clause, views) %}
  {%- for name, view_sql in views.items() -%}
    {%- do clickhouse__update_mv(target_relation.derivative('_' ~ name, 'materialized_view'), target_relation, cluster_clause, refreshable_clause, view_sql) -%}
  {%- endfor -%}
{% endmacro %}

{% macro clickhouse__update_mv(mv_relation, target_relation, cluster_clause, refreshable_clause, view_sql) %}
  {%- set existing = load_cached_relation(mv_relation) -%}
  {%- if existing is not none and existing.type == 'materialized_view' -%}
    {%- do clickhouse__modify_mv_refresh(mv_relation, existing, cluster_clause) -%}
    {%- do clickhouse__modify_mv(mv_relation, cluster_clause, view_sql) -%}
  {%- else -%}
    {%- do clickhouse__create_mv(mv_relation, target_relation, cluster_clause, refreshable_clause, view_sql) -%}
  {%- endif -%}
{% endmacro %}

{#- schema.table that a view fills; none where there is no such view. -#}
{% macro clickhouse__get_mv_current_target(mv_relation) %}
  {%- set found = run_query(
        "select " ~ adapter.clickhouse_mv_target() ~ " as target_table from system.tables where engine = 'MaterializedView' and database = "
        ~ clickhouse_literal(mv_relation.schema) ~ ' and name = ' ~ clickhouse_literal(mv_relation.identifier)) -%}
  {%- do return(found.rows[0][0] if found.rows else none) -%}
{% endmacro %}

{#- (the views that fill the table, the names that the model's own views have) -#}
{% macro clickhouse__search_associated_mvs_to_target(relation_schema, relation_name, mv_suffixes) %}
  {%- set found = run_query(
        "select name from system.tables where engine = 'MaterializedView' and " ~ adapter.clickhouse_mv_target() ~ " = "
        ~ clickhouse_literal(relation_schema ~ '.' ~ relation_name) ~ ' order by name') -%}
  {%- set expected = [] -%}
  {%- for name in mv_suffixes -%}
    {%- do expected.append(relation_name ~ '_' ~ name) -%}
  {%- endfor -%}
  {%- do return((found.columns[0].values() | list if found.rows else [], expected)) -%}
{% endmacro %}

{% macro clickhouse_warn_of_other_views(target_relation, views) %}
  {%- set found, expected = clickhouse__search_associated_mvs_to_target(target_relation.schema, target_relation.identifier, views) -%}
  {%- for name in found if name not in expected -%}
    {%- do log("The materialized view '" ~ name ~ "' fills " ~ target_relation ~ ', and is no part of its model (any more). Drop it if it is no longer needed.', info=True) -%}
  {%- endfor -%}
{% endmacro %}

{#- For a model that was a materialized view and is something else now. -#}
{% macro clickhouse__drop_associated_mv_if_it_was_automatically_created(target_relation) %}
  {%- set found, own = clickhouse__search_associated_mvs_to_target(target_relation.schema, target_relation.identifier, {'mv': ''}) -%}
  {%- for name in found -%}
    {%- if name in own -%}
      {%- do clickhouse__drop_mvs_by_names(target_relation, on_cluster_clause(target_relation), [name]) -%}
    {%- else -%}
      {%- do log("The materialized view '" ~ name ~ "' fills " ~ target_relation ~ ', which its model replaces. Drop it if it is no longer needed.', info=True) -%}
    {%- endif -%}
  {%- endfor -%}
{% endmacro %}
