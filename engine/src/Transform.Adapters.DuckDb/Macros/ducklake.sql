{#- Where the rows of a DuckLake table lie: by partitioned_by (or partition_by) and sorted_by (or sort_by). -#}
{% macro duckdb__get_partitioned_by(relation, temporary) %}
  {%- set columns = duckdb_layout_columns(relation, temporary, 'partitioned_by', 'partition_by') -%}
  {%- do return(columns | join(', ') if columns else none) -%}
{% endmacro %}

{% macro duckdb__get_sorted_by(relation, temporary) %}
  {%- set columns = duckdb_layout_columns(relation, temporary, 'sorted_by', 'sort_by') -%}
  {%- do return(get_quoted_csv(columns) if columns else none) -%}
{% endmacro %}

{% macro duckdb__alter_table_set_partitioned_by(relation, partitioned_by) -%}
  alter table {{ relation }} set partitioned by ({{ partitioned_by }});
{%- endmacro %}

{% macro duckdb__alter_table_set_sorted_by(relation, sorted_by) -%}
  alter table {{ relation }} set sorted by ({{ sorted_by }});
{%- endmacro %}

{#- The columns that a config names under either of its names; none where they do not matter for this relation. -#}
{% macro duckdb_layout_columns(relation, temporary, key, other_key) %}
  {%- set wanted = config.get(key) or config.get(other_key) -%}
  {%- if temporary or wanted is none -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- set columns = normalize_string_or_list(wanted, key ~ '/' ~ other_key) -%}
  {%- if not columns -%}
    {%- do exceptions.raise_compiler_error(key ~ '/' ~ other_key ~ ' names no column') -%}
  {%- elif not duckdb_is_ducklake(relation) -%}
    {%- if config.get('incremental_strategy') != 'insert_overwrite' -%}
      {%- do exceptions.warn(key ~ ' is for tables in DuckLake; it is left out for ' ~ relation) -%}
    {%- endif -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- do return(columns) -%}
{% endmacro %}

{% macro duckdb_is_ducklake(relation) %}
  {%- if not execute or not relation or not relation.database -%}
    {%- do return(false) -%}
  {%- endif -%}
  {%- set found = run_query("select type from duckdb_databases() where lower(database_name) = lower('"
        ~ dbt.escape_single_quotes(relation.database) ~ "')") -%}
  {%- do return(found.rows | length > 0 and found.rows[0][0] == 'ducklake') -%}
{% endmacro %}

{#- A text or a list of texts as a list. field_name is for the message. -#}
{% macro normalize_string_or_list(raw, field_name) %}
  {%- set texts = [] if raw is none else [raw] if raw is string else raw | list if raw is sequence and raw is not mapping else none -%}
  {%- if texts is none -%}
    {%- do exceptions.raise_compiler_error(field_name ~ ' is a text or a list of texts, not ' ~ raw) -%}
  {%- endif -%}
  {%- for text in texts if text is not string -%}
    {%- do exceptions.raise_compiler_error(field_name ~ ' is a list of texts; ' ~ text ~ ' is none') -%}
  {%- endfor -%}
  {%- do return(texts) -%}
{% endmacro %}

{% macro py_write_table(temporary, relation, compiled_code, partitioned_by=none, sorted_by=none) -%}
  {%- do dbt.python_models_do_not_run(model) -%}
{%- endmacro %}

{#- The name of a job on MotherDuck, for projects that have it otherwise. -#}
{% macro flight_name(parsed_model) -%}
  {{ return(adapter.dispatch('flight_name', 'dbt')(parsed_model)) }}
{%- endmacro %}

{% macro default__flight_name(parsed_model) -%}
  {{ return(duckdb__flight_name(parsed_model)) }}
{%- endmacro %}

{% macro duckdb__flight_name(parsed_model) %}
  {%- set parts = ['dbt', parsed_model.get('package_name'), parsed_model.get('database'), parsed_model.get('schema'),
        parsed_model.get('alias') or parsed_model.get('name')] -%}
  {%- do return(parts | select | join('-')) -%}
{% endmacro %}
