{#- What dbt-clickhouse's adapter has beside what all adapters have: adapter.name(...) calls clickhouse__adapter_name. What asks the
    profile or the server is lent by the program: clickhouse_profile, server_version, has_lw_deletes, supports_atomic_exchange, and
    clickhouse_mv_target, SQL that gives the schema.table that a view of system.tables fills. -#}
{% macro clickhouse__adapter_get_clickhouse_cluster_name() %}
  {%- set cluster = adapter.clickhouse_profile().cluster -%}
  {%- do return('"' ~ cluster ~ '"' if cluster and cluster | trim else none) -%}
{% endmacro %}

{% macro clickhouse__adapter_get_clickhouse_local_suffix() %}
  {%- set suffix = adapter.clickhouse_profile().local_suffix or '' -%}
  {%- do return(suffix if not suffix or suffix.startswith('_') else '_' ~ suffix) -%}
{% endmacro %}

{% macro clickhouse__adapter_get_clickhouse_local_db_prefix() %}
  {%- set prefix = adapter.clickhouse_profile().local_db_prefix or '' -%}
  {%- do return(prefix if not prefix or prefix.endswith('_') else prefix ~ '_') -%}
{% endmacro %}

{% macro clickhouse__adapter_clickhouse_db_engine_clause() %}
  {%- set engine = adapter.clickhouse_profile().database_engine -%}
  {%- do return('ENGINE ' ~ engine if engine else '') -%}
{% endmacro %}

{% macro clickhouse__adapter_is_before_version(version) %}
  {%- do return(clickhouse_compare_versions(adapter.server_version(), version) < 0) -%}
{% endmacro %}

{% macro clickhouse__adapter_is_at_or_after_version(version) %}
  {%- do return(clickhouse_compare_versions(adapter.server_version(), version) >= 0) -%}
{% endmacro %}

{#- Below 0 where the first is the earlier one. As far as both have numbers. -#}
{% macro clickhouse_compare_versions(one, other) %}
  {%- set others = other.split('.') -%}
  {%- for number in one.split('.')[:others | length] -%}
    {%- set difference = number | int - others[loop.index0] | int -%}
    {%- do return(difference) if difference != 0 -%}
  {%- endfor -%}
  {%- do return(0) -%}
{% endmacro %}

{#- Whether EXCHANGE TABLES works for relations of the type in the schema. -#}
{% macro clickhouse__adapter_can_exchange(schema, rel_type) %}
  {%- if rel_type != 'table' or not schema or not adapter.supports_atomic_exchange() -%}
    {%- do return(false) -%}
  {%- endif -%}
  {%- set database = adapter.get_ch_database(schema) -%}
  {%- do return(database is not none and database.engine in ['Atomic', 'Replicated', 'Shared']) -%}
{% endmacro %}

{#- name, engine and comment; none where there is no such database. -#}
{% macro clickhouse__adapter_get_ch_database(schema) %}
  {%- set found = clickhouse__get_database(schema) -%}
  {%- for row in found.rows -%}
    {%- do return({'name': row['name'], 'engine': row['engine'], 'comment': row['comment']}) -%}
  {%- endfor -%}
  {%- do return(none) -%}
{% endmacro %}

{% macro clickhouse__get_database(database) %}
  {%- do return(run_query("select name, engine, comment from system.databases where name = " ~ clickhouse_literal(database))) -%}
{% endmacro %}

{#- A replicated database carries DDL to its other servers by itself. -#}
{% macro clickhouse__adapter_should_on_cluster(materialized='', engine='') %}
  {%- set profile = adapter.clickhouse_profile() -%}
  {%- do return((profile.cluster or '') | trim | length > 0 and 'replicated' not in (profile.database_engine or '') | lower) -%}
{% endmacro %}

{% macro clickhouse__adapter_get_credentials(connection_overrides) %}
  {%- set profile = adapter.clickhouse_profile() -%}
  {%- set credentials = {'user': profile.user, 'password': profile.password, 'database': '', 'host': profile.host, 'port': profile.port} -%}
  {%- do credentials.update(connection_overrides) -%}
  {%- for key, value in connection_overrides.items() if not value -%}
    {%- do credentials.pop(key) -%}
  {%- endfor -%}
  {%- do return(credentials) -%}
{% endmacro %}

{% macro clickhouse__adapter_calculate_incremental_strategy(strategy) %}
  {%- if not strategy or strategy == 'default' -%}
    {%- do return('delete_insert' if adapter.clickhouse_profile().use_lw_deletes and adapter.has_lw_deletes() else 'legacy') -%}
  {%- endif -%}
  {%- do return(strategy.replace('+', '_')) -%}
{% endmacro %}

{% macro clickhouse__adapter_validate_incremental_strategy(strategy, predicates, unique_key, partition_by) %}
  {%- set deletes = strategy in ['delete_insert', 'microbatch'] -%}
  {%- set named = "The incremental strategy '" ~ strategy ~ "'" -%}
  {%- if strategy not in ['legacy', 'append', 'delete_insert', 'insert_overwrite', 'microbatch'] -%}
    {%- do exceptions.raise_compiler_error(named ~ ' does not exist on ClickHouse: use append, delete+insert, insert_overwrite, microbatch or legacy') -%}
  {%- elif deletes and not adapter.has_lw_deletes() -%}
    {%- do exceptions.raise_compiler_error(named ~ ' deletes rows, for which the user needs the setting allow_nondeterministic_mutations, and may not set it') -%}
  {%- elif deletes and not unique_key -%}
    {%- do exceptions.raise_compiler_error(named ~ ' needs a unique_key') -%}
  {%- elif predicates and not deletes -%}
    {%- do exceptions.raise_compiler_error(named ~ ' has no use for incremental_predicates') -%}
  {%- elif strategy == 'insert_overwrite' and not partition_by -%}
    {%- do exceptions.raise_compiler_error(named ~ ' needs partition_by: it replaces whole partitions') -%}
  {%- elif strategy == 'insert_overwrite' and unique_key -%}
    {%- do exceptions.raise_compiler_error(named ~ ' takes no unique_key: it replaces whole partitions') -%}
  {%- endif -%}
{% endmacro %}

{% macro clickhouse__adapter_format_columns(columns) %}
  {%- set formatted = [] -%}
  {%- for column in columns -%}
    {%- do formatted.append({'name': column.name, 'data_type': column.data_type}) -%}
  {%- endfor -%}
  {%- do return(formatted) -%}
{% endmacro %}

{#- A table's rows as CSV. Nothing at all between commas is null. -#}
{% macro clickhouse__adapter_get_csv_data(table) %}
  {%- set lines = [] -%}
  {%- for row in table.rows -%}
    {%- set cells = [] -%}
    {%- for cell in row.values() -%}
      {%- do cells.append('' if cell is none else '"' ~ (cell | string | replace('"', '""')) ~ '"' if cell is string else cell | string) -%}
    {%- endfor -%}
    {%- do lines.append(cells | join(',')) -%}
  {%- endfor -%}
  {%- do return((lines | join('\n')) ~ '\n' if lines else '') -%}
{% endmacro %}
