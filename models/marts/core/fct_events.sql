{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='event_date',
    on_schema_change='append_new_columns',
    post_hook="{{ refresh_statistics(this) }}"
) }}

-- One row per event, bots included (is_bot says so).
-- Delete+insert by day: every day that a late event may still fall on is written anew. An event is accepted up to watermark_days
-- after it happened, and a session may have begun the day before: looking back so far misses nothing.

select
    event_id,
    event_date,
    session_id,
    event_no_in_session,
    seconds_since_previous,
    event_type,
    occurred_at,
    received_at,
    visitor_id,
    user_id,
    country_code,
    device_type,
    is_bot,
    page,
    product_id,
    story_id,
    search_term,
    quantity,
    read_percent,
    transaction_id,
    arrival_delay_seconds,
    is_late
from {{ ref('int_events_sessionized') }}
{% if is_incremental() %}
where event_date >= (select {{ dbt.dateadd('day', -(var('watermark_days') + 2), 'max(event_date)') }} from {{ this }})
{% endif %}
