{% macro duckdb__get_binding_char() -%}
  {{ return('?') }}
{%- endmacro %}

{% macro duckdb__get_batch_size() -%}
  {{ return(10000) }}
{%- endmacro %}

{#- DuckDB reads the file itself, unless the seed's config fast is false. -#}
{% macro duckdb__load_csv_rows(model, agate_table) %}
  {%- if not config.get('fast', true) -%}
    {%- do return(default__load_csv_rows(model, agate_table)) -%}
  {%- endif -%}
  {%- set sql = 'copy ' ~ this.render() ~ " from '" ~ dbt.escape_single_quotes(adapter.get_seed_file_path(model))
        ~ "' (format csv, header true, delimiter '" ~ dbt.escape_single_quotes(config.get('delimiter', ',')) ~ "')" -%}
  {%- do adapter.add_query(sql, abridge_sql_log=true) -%}
  {%- do return(sql) -%}
{% endmacro %}
