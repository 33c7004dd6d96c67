{#
  What the generator of landing data is made of. Nothing here is random: a draw is a hash of what it is for ("session 12's
  product"), so the same arguments give the same rows on every machine, today and next year.
#}

{# A number from 0 to n - 1 for this key (an SQL expression) and this purpose (a word). #}
{% macro draw(key, purpose, n) -%}
    mod({{ hash_number("cast(" ~ key ~ " as " ~ dbt.type_string() ~ ") || '/" ~ purpose ~ "'") }}, {{ n }})
{%- endmacro %}

{# The same, but small numbers come up far more often than large ones, as customers and products do. #}
{% macro skewed_draw(key, purpose, n) -%}
    {{ whole_quotient(draw(key, purpose ~ '-a', n) ~ ' * ' ~ draw(key, purpose ~ '-b', n), n) }}
{%- endmacro %}

{# The first 28 bits of a text's MD5. #}
{% macro hash_number(expression) -%}
    {{ return(adapter.dispatch('hash_number', 'shop')(expression)) }}
{%- endmacro %}

{% macro default__hash_number(expression) -%}
    cast(cast(('x' || substr(md5({{ expression }}), 1, 7)) as bit(28)) as bigint)
{%- endmacro %}

{% macro duckdb__hash_number(expression) -%}
    cast('0x' || substr(md5({{ expression }}), 1, 7) as bigint)
{%- endmacro %}

{% macro clickhouse__hash_number(expression) -%}
    toInt64(bitShiftRight(reinterpretAsUInt32(reverse(substring(MD5({{ expression }}), 1, 4))), 4))
{%- endmacro %}

{# The list's entry at a position (an SQL expression counting from 0) as a text. #}
{% macro pick(position, entries) -%}
    case {{ position }}
    {%- for entry in entries %} when {{ loop.index0 }} then '{{ entry | replace("'", "''") }}'{% endfor %} end
{%- endmacro %}

{# One of the entries, all equally likely. #}
{% macro draw_from(key, purpose, entries) -%}
    {{ pick(draw(key, purpose, entries | length), entries) }}
{%- endmacro %}

{# A number with leading zeros, as identifiers have them. #}
{% macro padded(expression, width) -%}
    lpad(cast({{ expression }} as {{ dbt.type_string() }}), {{ width }}, '0')
{%- endmacro %}

{# Milliseconds since 1970 written in one of the styles that the shop's clients use. #}
{% macro write_moment(epoch_ms, style='iso') -%}
    {{ return(adapter.dispatch('write_moment', 'shop')(epoch_ms, style)) }}
{%- endmacro %}

{% macro default__write_moment(epoch_ms, style) -%}
    {%- set formats = {
        'iso': 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"', 'offset': 'YYYY-MM-DD"T"HH24:MI:SS"+02:00"', 'plain': 'YYYY-MM-DD HH24:MI:SS',
        'european': 'DD/MM/YYYY HH24:MI:SS', 'day': 'YYYY-MM-DD', 'european_day': 'DD/MM/YYYY', 'long_day': 'FMDD Mon YYYY'
    } -%}
    to_char(to_timestamp(({{ epoch_ms }}) / 1000.0) at time zone 'UTC', '{{ formats[style] }}')
{%- endmacro %}

{% macro duckdb__write_moment(epoch_ms, style) -%}
    {%- set formats = {
        'iso': '%Y-%m-%dT%H:%M:%S.%gZ', 'offset': '%Y-%m-%dT%H:%M:%S+02:00', 'plain': '%Y-%m-%d %H:%M:%S',
        'european': '%d/%m/%Y %H:%M:%S', 'day': '%Y-%m-%d', 'european_day': '%d/%m/%Y', 'long_day': '%-d %b %Y'
    } -%}
    strftime(epoch_ms(cast({{ epoch_ms }} as bigint)), '{{ formats[style] }}')
{%- endmacro %}

{% macro clickhouse__write_moment(epoch_ms, style) -%}
    {%- set moment = "fromUnixTimestamp64Milli(toInt64(" ~ epoch_ms ~ "), 'UTC')" -%}
    {%- set formats = {
        'offset': '%Y-%m-%dT%H:%i:%S+02:00', 'plain': '%Y-%m-%d %H:%i:%S',
        'european': '%d/%m/%Y %H:%i:%S', 'day': '%Y-%m-%d', 'european_day': '%d/%m/%Y'
    } -%}
    {%- if style == 'iso' -%}
    replaceOne(toString({{ moment }}), ' ', 'T') || 'Z'
    {%- elif style == 'long_day' -%}
    toString(toDayOfMonth({{ moment }})) || formatDateTime({{ moment }}, ' %b %Y')
    {%- else -%}
    formatDateTime({{ moment }}, '{{ formats[style] }}')
    {%- endif -%}
{%- endmacro %}
