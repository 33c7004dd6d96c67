{{ config(materialized='table') }}

-- depends_on: {{ ref('raw_events') }}
-- Clickstream, typed. Every landing row comes through: a value that cannot be read becomes null, and a row that cannot be
-- used says why in reject_reason. Which rows to keep is decided once, here; what to do with the others, in the quarantine.
-- A table, unlike the rest of staging: four models and two dozen tests read it, and parsing is what costs.

with landed as (
    select * from {{ source('landing', 'raw_events') }}
),

typed as (
    select
        {{ clean_text('event_id') }} as event_id,
        {{ clean_code('event_type') }} as event_type,
        {{ parse_moment(clean_text('event_time')) }} as occurred_at,
        {{ parse_moment('received_at') }} as received_at,
        lower({{ clean_text('user_id') }}) as user_id,
        {{ clean_text('device_id') }} as device_id,
        {{ clean_text('ip_address') }} as ip_address,
        {{ clean_text('user_agent') }} as user_agent,
        {{ clean_text('page') }} as page,
        lower({{ clean_text('product_id') }}) as product_id,
        lower({{ clean_text('story_id') }}) as story_id,
        lower({{ clean_text('search_term') }}) as search_term,
        {{ safe_integer(clean_text('quantity')) }} as quantity,
        {{ safe_integer(clean_text('read_percent')) }} as read_percent,
        lower({{ clean_text('transaction_id') }}) as transaction_id,
        event_time as raw_event_time
    from landed
),

judged as (
    select
        event_id,
        event_type,
        occurred_at,
        received_at,
        user_id,
        device_id,
        -- a device is one visitor, whoever logs in on it; without a device, the user is
        coalesce(device_id, user_id) as visitor_id,
        ip_address,
        user_agent,
        page,
        product_id,
        story_id,
        search_term,
        -- impossible figures are no reason to lose the event, only not to believe the figure
        case when quantity > 0 then quantity end as quantity,
        case when read_percent between 0 and 100 then read_percent end as read_percent,
        transaction_id,
        raw_event_time,
        {{ seconds_between('occurred_at', 'received_at') }} as arrival_delay_seconds,
        case
            when event_id is null then 'missing_event_id'
            when event_type is null then 'missing_event_type'
            when event_type not in ({{ quoted_list(shop_event_types()) }}) then 'unknown_event_type'
            when occurred_at is null then 'unreadable_event_time'
            when coalesce(device_id, user_id) is null then 'missing_visitor'
            when occurred_at > {{ dbt.dateadd('minute', var('clock_skew_minutes'), 'received_at') }} then 'event_in_the_future'
            when occurred_at < {{ dbt.dateadd('day', -var('watermark_days'), 'received_at') }} then 'beyond_watermark'
        end as reject_reason
    from typed
)

select
    event_id,
    event_type,
    occurred_at,
    cast(occurred_at as date) as event_date,
    received_at,
    user_id,
    device_id,
    visitor_id,
    ip_address,
    user_agent,
    page,
    product_id,
    story_id,
    search_term,
    quantity,
    read_percent,
    transaction_id,
    arrival_delay_seconds,
    coalesce(arrival_delay_seconds > {{ var('late_after_hours') }} * 3600, false) as is_late,
    raw_event_time,
    reject_reason
from judged
