{#- Texts such as 20240131 as Python datetimes, and ranges of them. -#}
{% macro convert_datetime(date_str, date_fmt) %}
  {%- do return(try_or_compiler_error(
        "'" ~ date_str ~ "' is not a partition date of the format '" ~ date_fmt ~ "'",
        modules.datetime.datetime.strptime, date_str.strip(), date_fmt)) -%}
{% endmacro %}

{#- Every day from the first to the last, as texts, or as datetimes where out_fmt is empty. -#}
{% macro dates_in_range(start_date_str, end_date_str=none, in_fmt='%Y%m%d', out_fmt='%Y%m%d') %}
  {%- set first = convert_datetime(start_date_str, in_fmt) -%}
  {%- set last = first if end_date_str is none else convert_datetime(end_date_str, in_fmt) -%}
  {%- if last < first -%}
    {%- do exceptions.raise_compiler_error('The first partition date, ' ~ first ~ ', is after the last one, ' ~ last) -%}
  {%- endif -%}
  {%- set dates = [] -%}
  {%- for i in range((last - first).days + 1) -%}
    {%- set date = first + modules.datetime.timedelta(days=i) -%}
    {%- do dates.append(date.strftime(out_fmt) if out_fmt else date) -%}
  {%- endfor -%}
  {%- do return(dates) -%}
{% endmacro %}

{#- The days of "20240101" or "20240101,20240131". -#}
{% macro partition_range(raw_partition_date, date_fmt='%Y%m%d') %}
  {%- set ends = (raw_partition_date | string).split(',') -%}
  {%- if ends | length > 2 -%}
    {%- do exceptions.raise_compiler_error("A partition range is one date, or two with a comma between them, not '" ~ raw_partition_date ~ "'") -%}
  {%- endif -%}
  {%- do return(dates_in_range(ends[0], ends[1] if ends | length == 2 else none, in_fmt=date_fmt)) -%}
{% endmacro %}

{#- The time as digits, down to microseconds, for names. -#}
{% macro py_current_timestring() %}
  {%- do return(modules.datetime.datetime.now().strftime('%Y%m%d%H%M%S%f')) -%}
{% endmacro %}
