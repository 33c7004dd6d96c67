-- One row per story.

select
    story_id,
    title,
    coalesce(author, 'unknown') as author,
    genre,
    language_code,
    word_count,
    -- at 230 words a minute
    cast(ceil(word_count / 230.0) as integer) as reading_minutes,
    published_on
from {{ ref('stg_stories') }}
