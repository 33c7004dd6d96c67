{#
  An IPv4 address as the number its four bytes make, so that "which range is it in" is a comparison of two numbers.
  Null for anything else: blanks, IPv6, bytes above 255. A bigint, because half of the addresses are beyond an integer's.
#}
{% macro ip_to_number(expression) -%}
    case
        when {{ matches(expression, '^(25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})([.](25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})){3}$') }}
            then cast({{ dbt.split_part(expression, "'.'", 1) }} as bigint) * 16777216
                + cast({{ dbt.split_part(expression, "'.'", 2) }} as bigint) * 65536
                + cast({{ dbt.split_part(expression, "'.'", 3) }} as bigint) * 256
                + cast({{ dbt.split_part(expression, "'.'", 4) }} as bigint)
    end
{%- endmacro %}
