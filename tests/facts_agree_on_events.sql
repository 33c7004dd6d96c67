-- The sessions count exactly the events that fct_events has, per day of the session. Both tables are incremental, each with its own
-- filter: this is how to see that the two look back equally far.

with sessions as (
    select session_id, events
    from {{ ref('fct_sessions') }}
),

events as (
    select session_id, count(*) as events
    from {{ ref('fct_events') }}
    group by session_id
)

select
    coalesce(sessions.session_id, events.session_id) as session_id,
    sessions.events as counted_by_sessions,
    events.events as counted_by_events
from sessions
full outer join events
    on sessions.session_id = events.session_id
where coalesce(sessions.events, -1) <> coalesce(events.events, -1)
