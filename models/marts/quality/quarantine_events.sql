{{ config(
    materialized='incremental',
    incremental_strategy='append'
) }}

-- Every event that could not be used, why, and as much of it as could be read. The dead letters of the clickstream.
-- Append: a refusal is a fact about a delivery and never changes, so a run adds what arrived after the last one.

select
    {{ hash_key([moment_text('received_at'), 'event_id', 'event_type', 'visitor_id', 'raw_event_time', 'page']) }} as quarantine_id,
    reject_reason,
    received_at,
    event_id,
    event_type,
    visitor_id,
    ip_address,
    page,
    raw_event_time,
    occurred_at
from {{ ref('stg_events') }}
where reject_reason is not null
{% if is_incremental() %}
    and received_at > (select max(received_at) from {{ this }})
{% endif %}
