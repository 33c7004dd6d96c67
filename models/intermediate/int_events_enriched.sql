-- Events with what follows from them: country, kind of device, and whether a program sent them.

select
    events.event_id,
    events.event_type,
    events.occurred_at,
    events.event_date,
    events.received_at,
    events.user_id,
    events.visitor_id,
    -- ZZ is dim_countries' row for "nobody knows": blank, private, malformed and unassigned addresses
    coalesce(ip_countries.country_code, 'ZZ') as country_code,
    case
        when events.user_agent is null then 'unknown'
        when lower(events.user_agent) like '%ipad%' then 'tablet'
        when lower(events.user_agent) like '%iphone%' or lower(events.user_agent) like '%android%' then 'phone'
        else 'computer'
    end as device_type,
    -- a client that does not say what it is gets the benefit of the doubt
    coalesce({{ matches('lower(events.user_agent)', 'bot|crawl|spider|curl|python-requests|headless') }}, false) as is_bot,
    events.page,
    events.product_id,
    events.story_id,
    events.search_term,
    events.quantity,
    events.read_percent,
    events.transaction_id,
    events.arrival_delay_seconds,
    events.is_late
from {{ ref('int_events_deduplicated') }} as events
left join {{ ref('int_ip_countries') }} as ip_countries
    on events.ip_address = ip_countries.ip_address
