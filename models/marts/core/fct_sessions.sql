{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='session_date'
) }}

-- One row per session. Replaced by whole days, as fct_events is and for the same reason.

with events as (
    select * from {{ ref('int_events_sessionized') }}
    {% if is_incremental() %}
    where session_date >= (select {{ dbt.dateadd('day', -(var('watermark_days') + 2), 'max(session_date)') }} from {{ this }})
    {% endif %}
),

counted as (
    select
        session_id,
        session_date,
        visitor_id,
        max(user_id) as user_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        -- country and device are those of the first event; a session that changes network half-way stays where it began
        max(case when event_no_in_session = 1 then country_code end) as country_code,
        max(case when event_no_in_session = 1 then device_type end) as device_type,
        max(case when event_no_in_session = 1 then page end) as entry_page,
        max(case when is_bot then 1 else 0 end) = 1 as is_bot,
        max(case when is_late then 1 else 0 end) = 1 as has_late_events,
        count(*) as events,
        count(case when event_type = 'PAGE_VIEW' then 1 end) as page_views,
        count(case when event_type = 'PRODUCT_VIEW' then 1 end) as product_views,
        count(case when event_type = 'SEARCH' then 1 end) as searches,
        count(case when event_type = 'STORY_READ' then 1 end) as story_reads,
        count(case when event_type = 'ADD_TO_CART' then 1 end) as cart_adds,
        count(case when event_type = 'REMOVE_FROM_CART' then 1 end) as cart_removals,
        count(case when event_type = 'CHECKOUT_START' then 1 end) as checkouts,
        count(case when event_type = 'PURCHASE' then 1 end) as purchases
    from events
    group by session_id, session_date, visitor_id
)

select
    session_id,
    session_date,
    visitor_id,
    user_id,
    started_at,
    ended_at,
    {{ seconds_between('started_at', 'ended_at') }} as duration_seconds,
    country_code,
    device_type,
    entry_page,
    is_bot,
    has_late_events,
    events = 1 as is_bounce,
    events,
    page_views,
    product_views,
    searches,
    story_reads,
    cart_adds,
    cart_removals,
    checkouts,
    purchases,
    -- the furthest that the visitor got
    case
        when purchases > 0 then 'purchase'
        when checkouts > 0 then 'checkout'
        when cart_adds > 0 then 'cart'
        when product_views > 0 then 'product'
        else 'browse'
    end as furthest_stage
from counted
