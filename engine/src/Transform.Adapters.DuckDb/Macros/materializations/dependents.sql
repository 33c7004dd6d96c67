{#- What hinders DuckDB from renaming or dropping a table: its indexes, and tables whose foreign keys point at it. -#}
{% macro drop_indexes_on_relation(relation) %}
  {%- set indexes = run_query(
        "select index_name from duckdb_indexes() where database_name = '" ~ dbt.escape_single_quotes(relation.database or '')
        ~ "' and schema_name = '" ~ dbt.escape_single_quotes(relation.schema or '')
        ~ "' and table_name = '" ~ dbt.escape_single_quotes(relation.identifier) ~ "'") -%}
  {%- for index in indexes.rows -%}
    {%- call statement('drop_index_' ~ loop.index, auto_begin=false) -%}
      drop index {{ relation.incorporate(path={'identifier': index[0]}).render() }}
    {%- endcall -%}
  {%- endfor -%}
{% endmacro %}

{#- The types of the constraints that the model's contract asks for. -#}
{% macro enforced_constraint_types() %}
  {%- set types = [] -%}
  {%- if (config.get('contract') or {}).get('enforced') -%}
    {%- set constraints = [] + (model.get('constraints') or []) -%}
    {%- for column in (model.get('columns') or {}).values() -%}
      {%- do constraints.extend(column.get('constraints') or []) -%}
    {%- endfor -%}
    {%- for constraint in constraints -%}
      {%- do types.append(constraint['type'] | string) -%}
    {%- endfor -%}
  {%- endif -%}
  {%- do return(types) -%}
{% endmacro %}

{#- Those that a table in the warehouse has. -#}
{% macro existing_constraint_types(relation) %}
  {%- set types = [] -%}
  {%- if relation and relation.is_table -%}
    {%- set found = run_query(
          "select distinct replace(lower(constraint_type), ' ', '_') from duckdb_constraints() where lower(database_name) = lower('"
          ~ dbt.escape_single_quotes(relation.database or '') ~ "') and lower(schema_name) = lower('"
          ~ dbt.escape_single_quotes(relation.schema or '') ~ "') and lower(table_name) = lower('"
          ~ dbt.escape_single_quotes(relation.identifier) ~ "')") -%}
    {%- for row in found.rows -%}
      {%- do types.append(row[0]) -%}
    {%- endfor -%}
  {%- endif -%}
  {%- do return(types) -%}
{% endmacro %}

{% macro has_foreign_key_constraints(relation=none) %}
  {%- do return('foreign_key' in enforced_constraint_types() + existing_constraint_types(relation)) -%}
{% endmacro %}

{#- Only a key can be pointed at. -#}
{% macro may_be_foreign_key_target(relation=none) %}
  {%- set types = enforced_constraint_types() + existing_constraint_types(relation) -%}
  {%- do return('primary_key' in types or 'unique' in types) -%}
{% endmacro %}

{#- Drops a relation so that it can be made again under its name in the same transaction. Gives what was dropped with it. -#}
{% macro drop_relation_for_rebuild(relation) %}
  {%- call statement('begin_rebuild') -%}select 1{%- endcall -%}
  {%- set dropped = drop_foreign_key_dependents(relation) if relation.is_table and may_be_foreign_key_target(relation) else [] -%}
  {%- do adapter.drop_relation(relation) -%}
  {%- do return(dropped) -%}
{% endmacro %}

{#- Puts a rebuilt table under its name once nothing hinders it. Gives what was dropped for that. -#}
{% macro duckdb_swap_tables(rebuild) %}
  {%- set existing = rebuild.existing -%}
  {%- if existing is not none -%}
    {%- do drop_indexes_on_relation(existing) -%}
  {%- endif -%}
  {%- set dropped = drop_foreign_key_dependents(existing)
        if existing is not none and existing.is_table and may_be_foreign_key_target(existing) else [] -%}
  {%- do dbt.swap_relations(rebuild, old=existing) -%}
  {%- do return(dropped) -%}
{% endmacro %}

{#- Tables that point at this one are dropped, if this run builds them anew anyway; their rows are kept until then.
    Gives dicts of relation and backup, the deepest first. -#}
{% macro drop_foreign_key_dependents(relation) %}
  {%- set found = run_query(
        "with recursive keys as ("
        ~ " select table_name, referenced_table from duckdb_constraints() where constraint_type = 'FOREIGN KEY'"
        ~ " and lower(database_name) = lower('" ~ dbt.escape_single_quotes(relation.database or '') ~ "')"
        ~ " and lower(schema_name) = lower('" ~ dbt.escape_single_quotes(relation.schema or '') ~ "')"
        ~ " and lower(table_name) <> lower(referenced_table)),"
        ~ " dependents as (select table_name, 1 as depth from keys where lower(referenced_table) = lower('"
        ~ dbt.escape_single_quotes(relation.identifier) ~ "')"
        ~ " union select keys.table_name, depth + 1 from keys join dependents on lower(keys.referenced_table) = lower(dependents.table_name))"
        ~ " select table_name, max(depth) as depth from dependents group by table_name order by depth desc, table_name") -%}
  {%- set problems = [] -%}
  {%- for row in found.rows -%}
    {%- set problem = foreign_key_dependent_problem(relation, row[0]) -%}
    {%- if problem -%}
      {%- do problems.append(row[0] ~ ' (' ~ problem ~ ')') -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if problems -%}
    {%- do exceptions.raise_compiler_error(
          relation ~ ' cannot be replaced while foreign keys point at it, and not every table that has one is built anew by this run: '
          ~ problems | join('; ')) -%}
  {%- endif -%}

  {%- set dropped = [] -%}
  {%- for row in found.rows -%}
    {%- set dependent = relation.incorporate(path={'identifier': row[0]}, type='table') -%}
    {%- set backup = dependent.incorporate(path={'identifier': row[0] ~ '__dbt_fk_backup'}) -%}
    {%- do adapter.drop_relation(backup) -%}
    {%- call statement('keep_dependent_' ~ loop.index) -%}
      create table {{ backup }} as select * from {{ dependent }}
    {%- endcall -%}
    {%- do adapter.drop_relation(dependent) -%}
    {%- do dropped.append({'relation': dependent, 'backup': backup}) -%}
  {%- endfor -%}
  {%- do return(dropped) -%}
{% endmacro %}

{#- Why a table must not be dropped; none where it may be. -#}
{% macro foreign_key_dependent_problem(relation, table) %}
  {%- for node in graph.nodes.values() if node.resource_type == 'model' and (node.alias or node.name) | lower == table | lower
        and node.schema | lower == relation.schema | lower and (node.database or '') | lower == (relation.database or '') | lower -%}
    {%- set own = node.config.get('full_refresh') -%}
    {%- if node.unique_id not in selected_resources -%}
      {%- do return('the model ' ~ node.name ~ ' is not selected') -%}
    {%- elif not node.depends_on.nodes -%}
      {%- do return('the model ' ~ node.name ~ ' does not ref() what its foreign key points at') -%}
    {%- elif node.config.materialized != 'table' and not (
          node.config.materialized == 'incremental' and (flags.FULL_REFRESH if own is none else own)) -%}
      {%- do return('the model ' ~ node.name ~ ' would lose its rows; run it with --full-refresh') -%}
    {%- endif -%}
    {%- do return(none) -%}
  {%- endfor -%}
  {%- do return('no model builds it') -%}
{% endmacro %}

{#- Their rows are there again until the models have run that bring the constraints back. -#}
{% macro restore_foreign_key_dependents(dropped) %}
  {%- for item in dropped | reverse -%}
    {%- do adapter.rename_relation(item['backup'], item['relation']) -%}
  {%- endfor -%}
{% endmacro %}
