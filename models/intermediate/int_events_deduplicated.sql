{{ config(materialized='ephemeral') }}

-- Each accepted event once: its last delivery. A CTE in the model that selects it.

with ranked as (
    select
        stg_events.*,
        row_number() over (partition by event_id order by received_at desc) as delivery_rank
    from {{ ref('stg_events') }} as stg_events
    where reject_reason is null
)

select
    event_id,
    event_type,
    occurred_at,
    event_date,
    received_at,
    user_id,
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
    is_late
from ranked
where delivery_rank = 1
