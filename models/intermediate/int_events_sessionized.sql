{{ config(materialized='table') }}

-- Events with their session: a visitor's events with no gap above the timeout between one and the next.
--
-- The session's id is a hash of the visitor and the session's first event, not a counter. So it is the same on every run and
-- every warehouse, and later events, of this session or of others, leave it as it is. Only an event that arrives late and
-- belongs before the first one gives a session a new id, which is why fct_events and fct_sessions replace whole days.

with gaps as (
    select
        events.*,
        -- events of the same moment are put in order by their id, or the order would change from run to run
        lag(occurred_at) over (partition by visitor_id order by occurred_at, event_id) as previous_at
    from {{ ref('int_events_enriched') }} as events
),

marked as (
    select
        gaps.*,
        case
            when previous_at is null then 1
            -- exactly the timeout is still the same session
            when occurred_at > {{ dbt.dateadd('minute', var('session_timeout_minutes'), 'previous_at') }} then 1
            else 0
        end as starts_session
    from gaps
),

numbered as (
    select
        marked.*,
        sum(starts_session) over (
            partition by visitor_id order by occurred_at, event_id rows between unbounded preceding and current row
        ) as visitor_session_no
    from marked
),

anchored as (
    select
        numbered.*,
        first_value(event_id) over (
            partition by visitor_id, visitor_session_no order by occurred_at, event_id
        ) as first_event_id,
        min(occurred_at) over (partition by visitor_id, visitor_session_no) as session_started_at,
        row_number() over (partition by visitor_id, visitor_session_no order by occurred_at, event_id) as event_no_in_session,
        -- who the visitor turned out to be: a login counts for the whole session, also for what came before it
        max(user_id) over (partition by visitor_id, visitor_session_no) as session_user_id
    from numbered
)

select
    event_id,
    {{ hash_key(['visitor_id', 'first_event_id']) }} as session_id,
    session_started_at,
    cast(session_started_at as date) as session_date,
    cast(visitor_session_no as bigint) as visitor_session_no,
    event_no_in_session,
    case when starts_session = 0 then {{ seconds_between('previous_at', 'occurred_at') }} end as seconds_since_previous,
    event_type,
    occurred_at,
    event_date,
    received_at,
    visitor_id,
    session_user_id as user_id,
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
from anchored
