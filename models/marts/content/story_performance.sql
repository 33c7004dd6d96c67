-- One row per story: who read it, how far, and whether readers went shopping in the same session.

with reads as (
    select
        events.story_id,
        events.visitor_id as visitor_id,
        events.session_id as session_id,
        events.read_percent,
        sessions.purchases > 0 as led_to_purchase
    from {{ ref('fct_events') }} as events
    inner join {{ ref('fct_sessions') }} as sessions
        on events.session_id = sessions.session_id
    where events.event_type = 'STORY_READ'
        and not events.is_bot
),

counted as (
    select
        story_id,
        count(*) as reads,
        count(distinct visitor_id) as readers,
        -- 90 % is the end: what follows are notes and links
        count(case when read_percent >= 90 then 1 end) as reads_completed,
        count(read_percent) as reads_measured,
        {{ ratio('sum(read_percent)', 'count(read_percent)', scale=2) }} as average_read_percent,
        count(distinct case when led_to_purchase then session_id end) as sessions_with_purchase
    from reads
    group by story_id
)

select
    stories.story_id as story_id,
    stories.title,
    stories.author,
    stories.genre,
    stories.language_code,
    stories.reading_minutes,
    stories.published_on,
    coalesce(counted.reads, 0) as reads,
    coalesce(counted.readers, 0) as readers,
    coalesce(counted.reads_completed, 0) as reads_completed,
    {{ ratio('counted.reads_completed', 'counted.reads_measured') }} as completion_rate,
    counted.average_read_percent,
    coalesce(counted.sessions_with_purchase, 0) as sessions_with_purchase,
    rank() over (partition by stories.genre order by coalesce(counted.readers, 0) desc) as rank_in_genre
from {{ ref('dim_stories') }} as stories
left join counted on stories.story_id = counted.story_id
