{#
  Clickstream as a collector writes it down: everything is text. `size.events` different events, and one in fifty once more,
  as a client that got no answer sends it.
#}
{% macro landing_events(size) %}
{% set scripts = [
    ['PAGE_VIEW'],
    ['PAGE_VIEW', 'STORY_READ'],
    ['PAGE_VIEW', 'SEARCH', 'PRODUCT_VIEW'],
    ['PAGE_VIEW', 'STORY_READ', 'STORY_READ', 'PRODUCT_VIEW'],
    ['PAGE_VIEW', 'PRODUCT_VIEW', 'ADD_TO_CART', 'REMOVE_FROM_CART', 'PAGE_VIEW'],
    ['LOGIN', 'STORY_READ', 'STORY_READ', 'PRODUCT_VIEW', 'ADD_TO_CART', 'LOGOUT'],
    ['PAGE_VIEW', 'SEARCH', 'PRODUCT_VIEW', 'LOGIN', 'ADD_TO_CART', 'CHECKOUT_START', 'PURCHASE', 'PAGE_VIEW'],
    ['LOGIN', 'PAGE_VIEW', 'SEARCH', 'PRODUCT_VIEW', 'PRODUCT_VIEW', 'STORY_READ', 'ADD_TO_CART', 'PAGE_VIEW', 'CHECKOUT_START', 'PURCHASE', 'LOGOUT']
] %}
{% set agents = [
    'Mozilla/5.0 (Windows NT 10.0) Chrome/136', 'Mozilla/5.0 (iPhone; iOS 18) Safari/605', 'Mozilla/5.0 (Android 15) Chrome/136',
    'Mozilla/5.0 (Macintosh) Safari/605', 'Mozilla/5.0 (iPad; iOS 18) Safari/605', 'Mozilla/5.0 (X11; Linux) Firefox/138'
] %}
with sessions as (
    {{ landing_sessions(size) }}
),

-- position -> session: forty positions make a group of eight sessions
positions as (
    select
        n as event_no,
        {{ whole_quotient('n', 40) }} * 8 + case
            when mod(n, 40) < 1 then 0 when mod(n, 40) < 3 then 1 when mod(n, 40) < 6 then 2 when mod(n, 40) < 10 then 3
            when mod(n, 40) < 15 then 4 when mod(n, 40) < 21 then 5 when mod(n, 40) < 29 then 6 else 7
        end as of_session,
        mod(n, 40) - case
            when mod(n, 40) < 1 then 0 when mod(n, 40) < 3 then 1 when mod(n, 40) < 6 then 3 when mod(n, 40) < 10 then 6
            when mod(n, 40) < 15 then 10 when mod(n, 40) < 21 then 15 when mod(n, 40) < 29 then 21 else 29
        end as step_no
    from {{ series(size.events) }} as numbers
),

steps as (
    select
        positions.event_no,
        positions.step_no,
        sessions.*,
        case sessions.script_no
            {%- for script in scripts %}
            when {{ loop.index0 }} then {{ pick('positions.step_no', script) }}
            {%- endfor %}
        end as scripted_type,
        -- a quarter of the way through, some visitors pause: long enough to start a new session, or only nearly so
        sessions.started_ms
            + positions.step_no * 75000
            + {{ draw('positions.event_no', 'event-gap', 60000) }}
            + case
                when positions.step_no >= 2 and sessions.pause_draw < 5 then 60000 * (31 + sessions.pause_draw * 9)
                when positions.step_no >= 2 and sessions.pause_draw < 8 then 60000 * 26
                else 0
            end as event_ms,
        {{ draw('positions.event_no', 'event-mess', 1000) }} as mess,
        {{ draw('positions.event_no', 'event-mess-2', 1000) }} as mess_2,
        {{ draw('positions.event_no', 'event-style', 100) }} as style_draw,
        {{ draw('positions.event_no', 'event-late', 1000) }} as late_draw
    from positions
    inner join sessions on positions.of_session = sessions.session_no
),

clean_events as (
    select
        steps.*,
        case when is_abandoned and scripted_type = 'PURCHASE' then 'PAGE_VIEW' else scripted_type end as event_type,
        -- most events arrive in seconds, some after hours without a network, a few so late that nobody waits for them
        event_ms + case
            when late_draw < 2 then 86400000 * (8 + {{ draw('event_no', 'event-delay', 12) }})
            when late_draw < 6 then 86400000 + 60000 * {{ draw('event_no', 'event-delay', 7200) }}
            when late_draw < 18 then 60000 * {{ draw('event_no', 'event-delay', 1200) }}
            else 400 + {{ draw('event_no', 'event-delay', 4000) }}
        end as received_ms,
        case when travel_draw < 4 then {{ draw('session_no', 'session-abroad', 22) }} else {{ home_country_no('user_no') }} end as country_no,
        -- a visit that logs in is known from then on, a third of the others never, some only later in the visit
        script_no in (5, 7) or (script_no = 6 and step_no >= 3)
            or identity_draw >= 50 or (identity_draw >= 35 and step_no >= 3) as is_known
    from steps
),

written as (
    select
        event_no,
        received_ms,
        case when mess < 2 then null else 'e' || {{ padded('event_no', 8) }} end as event_id,
        case
            when mess between 2 and 4 then 'HEARTBEAT'
            when mess = 5 then null
            when style_draw < 8 then lower(event_type)
            when style_draw < 12 then lower(replace(event_type, '_', '-'))
            when style_draw < 15 then '  ' || event_type || ' '
            else event_type
        end as event_type,
        case
            when mess between 6 and 7 then 'yesterday'
            when mess between 8 and 9 then '2025-13-45 25:61:00'
            when mess = 10 then null
            -- a clock that is a year ahead
            when mess between 11 and 12 then {{ write_moment('event_ms + 31536000000') }}
            when style_draw between 20 and 29 then {{ write_moment('event_ms + 7200000', 'offset') }}
            when style_draw between 30 and 37 then {{ write_moment('event_ms', 'plain') }}
            when style_draw between 38 and 43 then cast(event_ms as {{ dbt.type_string() }})
            when style_draw between 44 and 46 then {{ write_moment('event_ms', 'european') }}
            else {{ write_moment('event_ms') }}
        end as event_time,
        case
            when mess between 13 and 15 or not is_known then null
            when style_draw between 50 and 52 then ' u' || {{ padded('user_no', 6) }}
            when style_draw between 53 and 55 then 'U' || {{ padded('user_no', 6) }}
            else 'u' || {{ padded('user_no', 6) }}
        end as user_id,
        case
            when mess between 13 and 15 then null
            when identity_draw < 35 then 'd' || {{ padded(hash_number("'anonymous-' || cast(session_no as " ~ dbt.type_string() ~ ")"), 9) }}
            else 'd' || {{ padded(hash_number("cast(user_no * 10 + device_no as " ~ dbt.type_string() ~ ")"), 9) }}
        end as device_id,
        case
            when mess_2 < 8 then null
            when mess_2 < 12 then 'unknown'
            when mess_2 < 15 then '999.12.3.4'
            when mess_2 < 25 then '2001:db8::' || cast(mess_2 as {{ dbt.type_string() }})
            when mess_2 < 35 then '10.0.0.' || cast(mess_2 as {{ dbt.type_string() }})
            -- 198.18.0.0/15 is reserved for measurements: no line of this data can be anybody's address
            else '198.' || cast(18 + {{ whole_quotient('mod(country_no * 7, 32)', 16) }} as {{ dbt.type_string() }})
                || '.' || cast(mod(country_no * 7, 16) * 16 + {{ whole_quotient('host_draw', 256) }} as {{ dbt.type_string() }})
                || '.' || cast(mod(host_draw, 256) as {{ dbt.type_string() }})
        end as ip_address,
        case
            when agent_draw < 2 then 'Mozilla/5.0 (compatible; Googlebot/2.1)'
            when agent_draw < 3 then 'curl/8.5.0'
            when agent_draw < 4 then 'python-requests/2.32'
            when agent_draw < 5 then null
            else {{ pick('mod(agent_draw + device_no, 6)', agents) }}
        end as user_agent,
        case event_type
            when 'STORY_READ' then '/stories'
            when 'PRODUCT_VIEW' then '/products'
            when 'SEARCH' then '/search'
            when 'CHECKOUT_START' then '/checkout'
            when 'PURCHASE' then '/thanks'
            when 'PAGE_VIEW' then {{ draw_from('event_no', 'event-page', ['/', '/', '/', '/sale', '/about', '/help']) }}
        end as page,
        case
            when event_type in ('ADD_TO_CART', 'REMOVE_FROM_CART', 'PURCHASE')
                or (event_type = 'PRODUCT_VIEW' and {{ draw('event_no', 'event-main', 2) }} = 0)
                then 'p' || {{ padded('product_no', 5) }}
            when event_type = 'PRODUCT_VIEW' then 'p' || {{ padded(skewed_draw('event_no', 'event-product', size.products) ~ ' + 1', 5) }}
        end as product_id,
        case when event_type = 'STORY_READ' then 's' || {{ padded(skewed_draw('event_no', 'event-story', size.stories) ~ ' + 1', 5) }} end as story_id,
        case when event_type = 'SEARCH'
            then {{ draw_from('event_no', 'event-term', ['desk lamp', 'Desk Lamp', 'linen shirt', 'tea', 'running shoes', ' notebook ', 'café mug', 'chair', '"oak" table', 'gift, small']) }}
        end as search_term,
        case
            when event_type not in ('ADD_TO_CART', 'REMOVE_FROM_CART', 'PURCHASE') then null
            when mess_2 between 50 and 59 then {{ draw_from('event_no', 'event-quantity', ['one', '-1', '2.0', 'N/A', '1,5']) }}
            else cast(1 + {{ whole_quotient(draw('session_no', 'session-quantity', 10), 7) }} as {{ dbt.type_string() }})
        end as quantity,
        case
            when event_type <> 'STORY_READ' then null
            when mess_2 between 60 and 69 then {{ draw_from('event_no', 'event-read', ['150', '-5', 'half', '100%']) }}
            else cast(least(100, 5 + {{ draw('event_no', 'event-read', 120) }}) as {{ dbt.type_string() }})
        end as read_percent,
        case when event_type = 'PURCHASE'
            then 't' || {{ padded(whole_quotient('session_no', 8) ~ ' * 2 + script_no - 6', 7) }}
        end as transaction_id
    from clean_events
),

deliveries as (
    select *, received_ms as delivered_ms, 1 as delivery_no from written
    union all
    select *, received_ms + 1000 * (1 + {{ draw('event_no', 'event-retry', 90) }}) as delivered_ms, 2 as delivery_no
    from written
    where mod(event_no, 50) = 17
)

select
    event_id, event_type, event_time, user_id, device_id, ip_address, user_agent, page, product_id, story_id,
    search_term, quantity, read_percent, transaction_id, {{ write_moment('delivered_ms') }} as received_at
from deliveries
order by delivered_ms, event_no, delivery_no
{% endmacro %}
