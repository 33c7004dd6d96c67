{#
  The visits behind events and web orders: one row per session. Sessions come in groups of eight whose lengths are
  1, 2, 3, 4, 5, 6, 8 and 11 events: forty events a group. Both landing_events and landing_transactions start here, which is
  why a PURCHASE event and its transaction agree on user, product and moment.
#}
{% macro landing_sessions(size) -%}
    select
        n as session_no,
        mod(n, 8) as script_no,
        {{ skewed_draw('n', 'session-user', size.users) }} + 1 as user_no,
        {{ skewed_draw('n', 'session-product', size.products) }} + 1 as product_no,
        {{ draw('n', 'session-identity', 100) }} as identity_draw,
        {{ draw('n', 'session-device', 3) }} as device_no,
        {{ draw('n', 'session-agent', 100) }} as agent_draw,
        {{ draw('n', 'session-travel', 100) }} as travel_draw,
        {{ draw('n', 'session-pause', 100) }} as pause_draw,
        {{ draw('n', 'session-host', 3840) }} as host_draw,
        -- of the two scripts that reach the checkout, a good half stops there
        mod(n, 8) in (6, 7) and {{ draw('n', 'session-abandon', 100) }} < 55 as is_abandoned,
        -- days grow a little busier towards the end of the quarter; hours are busiest in the early afternoon
        1743465600000 + 86400000 * (
            case
                when {{ draw('n', 'session-growth', 4) }} = 0
                    then greatest({{ draw('n', 'session-day', 91) }}, {{ draw('n', 'session-day-2', 91) }})
                else {{ draw('n', 'session-day', 91) }}
            end
        ) + 1000 * (14400 + {{ draw('n', 'session-hour', 36000) }} + {{ draw('n', 'session-hour-2', 36000) }}) as started_ms
    from {{ series(size.sessions) }} as numbers
{%- endmacro %}


{# The 22 countries where the shop sells; a user's number in this list follows from the user's number alone. #}
{% macro landing_countries() -%}
    {{ return(['DE', 'GB', 'US', 'FR', 'NL', 'ES', 'IT', 'PL', 'SE', 'NO', 'DK', 'FI', 'IE', 'PT', 'BR', 'MX', 'CA', 'AU', 'NZ', 'JP', 'IN', 'ZA']) }}
{%- endmacro %}

{% macro home_country_no(user_no) -%}
    {{ skewed_draw(user_no, 'home', 22) }}
{%- endmacro %}
