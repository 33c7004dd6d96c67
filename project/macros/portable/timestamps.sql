{#
  Text as a moment in UTC (a timestamp without zone), or null where it is not one. Understands what the shop's clients send:
  ISO 8601 with Z, with an offset or without either (UTC then), milliseconds since 1970, and day/month/year.
#}
{% macro parse_moment(expression) -%}
    {{ return(adapter.dispatch('parse_moment', 'shop')(expression)) }}
{%- endmacro %}

{#- PostgreSQL has no cast that answers null, so a text is cast only after everything about it was checked. -#}
{% macro default__parse_moment(expression) -%}
    {%- set iso_day = '[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])' -%}
    {%- set european_day = '(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/[12][0-9]{3}' -%}
    {%- set time_of_day = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?' -%}
    case
        when {{ expression }} ~ '^[0-9]{13}$'
            then to_timestamp(cast({{ expression }} as bigint) / 1000.0) at time zone 'UTC'
        when {{ expression }} ~ '^{{ european_day }} {{ time_of_day }}$'
            then case when {{ is_calendar_day("substr(" ~ expression ~ ", 7, 4)", "substr(" ~ expression ~ ", 4, 2)", "substr(" ~ expression ~ ", 1, 2)") }}
                then to_timestamp({{ expression }}, 'DD/MM/YYYY HH24:MI:SS')::timestamp end
        when {{ expression }} ~ '^{{ iso_day }}([T ]{{ time_of_day }}(Z|[+-][01][0-9]:[0-5][0-9])?)?$'
            then case when {{ is_calendar_day("substr(" ~ expression ~ ", 1, 4)", "substr(" ~ expression ~ ", 6, 2)", "substr(" ~ expression ~ ", 9, 2)") }}
                then case when {{ expression }} ~ '[+-][0-9]{2}:[0-9]{2}$'
                    then cast({{ expression }} as timestamptz) at time zone 'UTC'
                    else cast(replace({{ expression }}, 'Z', '') as timestamp) end end
    end
{%- endmacro %}

{# Whether the month has this day. The three are texts of digits, the month from 01 to 12. #}
{% macro is_calendar_day(year, month, day) -%}
    cast({{ day }} as integer) <= case
        when {{ month }} in ('04', '06', '09', '11') then 30
        when {{ month }} <> '02' then 31
        when mod(cast({{ year }} as integer), 400) = 0 then 29
        when mod(cast({{ year }} as integer), 4) = 0 and mod(cast({{ year }} as integer), 100) <> 0 then 29
        else 28
    end
{%- endmacro %}

{% macro duckdb__parse_moment(expression) -%}
    {#- An offset is subtracted by hand: a cast to timestamp keeps the wall clock and drops the offset. -#}
    case
        when regexp_full_match({{ expression }}, '[0-9]{13}')
            then epoch_ms(try_cast({{ expression }} as bigint))
        when regexp_full_match({{ expression }}, '[0-9]{2}/[0-9]{2}/[0-9]{4} .*')
            then try_strptime({{ expression }}, '%d/%m/%Y %H:%M:%S')
        when regexp_full_match({{ expression }}, '.*[T ].*[+-][0-9]{2}:[0-9]{2}')
            then try_cast(left({{ expression }}, length({{ expression }}) - 6) as timestamp)
                - to_minutes(
                    (case when left(right({{ expression }}, 6), 1) = '-' then -1 else 1 end)
                    * (cast(left(right({{ expression }}, 5), 2) as integer) * 60 + cast(right({{ expression }}, 2) as integer))
                )
        else try_cast({{ expression }} as timestamp)
    end
{%- endmacro %}

{% macro clickhouse__parse_moment(expression) -%}
    case
        when match({{ expression }}, '^[0-9]{13}$')
            then toDateTime64(fromUnixTimestamp64Milli(toInt64OrNull({{ expression }}), 'UTC'), 6, 'UTC')
        when match({{ expression }}, '^[0-9]{2}/[0-9]{2}/[0-9]{4} ')
            then parseDateTime64OrNull({{ expression }}, '%d/%m/%Y %H:%i:%S', 'UTC')
        when match({{ expression }}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}')
            then parseDateTime64BestEffortOrNull({{ expression }}, 6, 'UTC')
    end
{%- endmacro %}


{# A moment as text: the same everywhere, without zeros at the end of its seconds. #}
{% macro moment_text(expression) -%}
    {{ return(adapter.dispatch('moment_text', 'shop')(expression)) }}
{%- endmacro %}

{% macro default__moment_text(expression) -%}
    cast({{ expression }} as {{ dbt.type_string() }})
{%- endmacro %}

{% macro clickhouse__moment_text(expression) -%}
    replaceRegexpOne(toString(toDateTime64({{ expression }}, 6)), '[.]?0+$', '')
{%- endmacro %}


{# Text as a date, or null: ISO, day/month/year, "3 Apr 2024", or any moment that parse_moment() reads. #}
{% macro parse_day(expression) -%}
    {{ return(adapter.dispatch('parse_day', 'shop')(expression)) }}
{%- endmacro %}

{% macro default__parse_day(expression) -%}
    case
        when {{ expression }} ~ '^(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/[12][0-9]{3}$'
            then cast({{ parse_moment('(' ~ expression ~ " || ' 00:00:00')") }} as date)
        when {{ expression }} ~ '^[0-9]{1,2} [A-Z][a-z]{2} [12][0-9]{3}$'
            then to_date({{ expression }}, 'FMDD Mon YYYY')
        else cast({{ parse_moment(expression) }} as date)
    end
{%- endmacro %}

{% macro duckdb__parse_day(expression) -%}
    coalesce(
        cast(try_strptime({{ expression }}, '%d/%m/%Y') as date),
        cast(try_strptime({{ expression }}, '%-d %b %Y') as date),
        cast({{ parse_moment(expression) }} as date)
    )
{%- endmacro %}

{% macro clickhouse__parse_day(expression) -%}
    coalesce(
        toDate(parseDateTimeOrNull({{ expression }}, '%d/%m/%Y', 'UTC')),
        toDate(parseDateTimeOrNull({{ expression }}, '%e %b %Y', 'UTC')),
        toDate({{ parse_moment(expression) }})
    )
{%- endmacro %}


{# Seconds from one moment to another, fractions dropped. #}
{% macro seconds_between(earlier, later) -%}
    {{ return(adapter.dispatch('seconds_between', 'shop')(earlier, later)) }}
{%- endmacro %}

{% macro default__seconds_between(earlier, later) -%}
    cast(floor(extract(epoch from {{ later }}) - extract(epoch from {{ earlier }})) as bigint)
{%- endmacro %}

{% macro duckdb__seconds_between(earlier, later) -%}
    cast(floor(epoch({{ later }}) - epoch({{ earlier }})) as bigint)
{%- endmacro %}

{% macro clickhouse__seconds_between(earlier, later) -%}
    cast(floor((toUnixTimestamp64Micro(toDateTime64({{ later }}, 6)) - toUnixTimestamp64Micro(toDateTime64({{ earlier }}, 6))) / 1000000) as bigint)
{%- endmacro %}


{# Hour of the day (0 to 23), and day of the week from Monday = 1 to Sunday = 7. #}
{% macro hour_of(expression) -%}
    cast(extract(hour from {{ expression }}) as integer)
{%- endmacro %}

{% macro weekday_of(expression) -%}
    {{ return(adapter.dispatch('weekday_of', 'shop')(expression)) }}
{%- endmacro %}

{% macro default__weekday_of(expression) -%}
    cast(extract(isodow from {{ expression }}) as integer)
{%- endmacro %}

{% macro clickhouse__weekday_of(expression) -%}
    cast(toDayOfWeek({{ expression }}) as integer)
{%- endmacro %}
