{% macro clickhouse__any_value(expression) -%}
  any({{ expression }})
{%- endmacro %}

{% macro clickhouse__bool_or(expression) -%}
  max({{ expression }}) > 0
{%- endmacro %}

{% macro clickhouse__cast_bool_to_text(field) -%}
  multiIf({{ field }} > 0, 'true', {{ field }} = 0, 'false', null)
{%- endmacro %}

{% macro clickhouse__hash(field) -%}
  lower(hex(MD5(toString({{ field }}))))
{%- endmacro %}

{#- 'null' asks for the type's own empty value: columns that cannot be null need one where a unit test says nothing of them. -#}
{% macro clickhouse__safe_cast(field, dtype) -%}
  {%- if field == 'null' -%}
    cast(defaultValueOfTypeName({{ clickhouse_literal(dtype) }}) as {{ dtype }})
  {%- else -%}
    cast({{ field }} as {{ dtype }})
  {%- endif -%}
{%- endmacro %}

{% macro clickhouse__last_day(date, datepart) -%}
  {{ dbt.dateadd('day', '-1', dbt.dateadd(datepart, '1', dbt.date_trunc(datepart, date))) }}
{%- endmacro %}

{% macro clickhouse__date(year, month, day) -%}
  toDate32('{{ modules.datetime.date(year, month, day).isoformat() }}')
{%- endmacro %}

{#- Parts are counted from the end where the number is below 0. -#}
{% macro clickhouse__split_part(string_text, delimiter_text, part_number) -%}
  splitByString({{ delimiter_text }}, {{ string_text }})[{{ part_number }}]
{%- endmacro %}

{#- The texts are given without quotes, as in dbt-clickhouse. -#}
{% macro clickhouse__replace(field, old_chars, new_chars) -%}
  replaceAll({{ field }}, {{ clickhouse_quoted(old_chars) }}, {{ clickhouse_quoted(new_chars) }})
{%- endmacro %}

{% macro clickhouse_quoted(text) -%}
  {{ text if text | length > 1 and text.startswith("'") and text.endswith("'") else "'" ~ text ~ "'" }}
{%- endmacro %}

{% macro clickhouse__position(substring_text, string_text) -%}
  position({{ string_text }}, {{ substring_text }})
{%- endmacro %}

{#- One field to sort by: rows are sorted as pairs. -#}
{% macro clickhouse__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- set values = 'groupArray(' ~ measure ~ ')' -%}
  {%- set words = (order_by_clause or '').split() -%}
  {%- if words | length > 2 and words[0] | lower == 'order' and words[1] | lower == 'by' -%}
    {%- set falls = words[-1] | lower == 'desc' -%}
    {%- set field = (words[2:-1] if words[-1] | lower in ['asc', 'desc'] else words[2:]) | join(' ') -%}
    {%- if ',' in words or field.endswith(',') -%}
      {%- do exceptions.raise_compiler_error('listagg sorts by one field on ClickHouse, and not by ' ~ words[2:] | join(' ')) -%}
    {%- endif -%}
    {%- set values = 'arrayMap(pair -> pair.1, array' ~ ('Reverse' if falls) ~ 'Sort(pair -> pair.2, groupArray((' ~ measure ~ ', ' ~ field ~ '))))' -%}
  {%- endif -%}
  arrayStringConcat({{ 'arraySlice(' ~ values ~ ', 1, ' ~ limit_num ~ ')' if limit_num else values }}, {{ delimiter_text }})
{%- endmacro %}

{% macro clickhouse__array_construct(inputs, data_type) -%}
  {{ '[' ~ inputs | join(', ') ~ ']' if inputs else 'emptyArray' ~ data_type ~ '()' }}
{%- endmacro %}

{% macro clickhouse__array_append(array, new_element) -%}
  arrayPushBack({{ array }}, {{ new_element }})
{%- endmacro %}

{% macro clickhouse__array_concat(array_1, array_2) -%}
  arrayConcat({{ array_1 }}, {{ array_2 }})
{%- endmacro %}

{% macro clickhouse__generate_series(upper_bound) -%}
  {%- do dbt.get_powers_of_two(upper_bound) -%}
  select toUInt64(number + 1) as generated_number from numbers({{ upper_bound }})
{%- endmacro %}
