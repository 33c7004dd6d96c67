-- Two sessions of one visitor are more than the timeout apart, and no session overlaps the next.
-- If this fails, sessions were cut or joined wrongly: look at int_events_sessionized, and at the incremental filter of fct_sessions.

with ordered as (
    select
        visitor_id,
        session_id,
        started_at,
        lag(ended_at) over (partition by visitor_id order by started_at, session_id) as previous_ended_at
    from {{ ref('fct_sessions') }}
)

select *
from ordered
where started_at <= {{ dbt.dateadd('minute', var('session_timeout_minutes'), 'previous_ended_at') }}
