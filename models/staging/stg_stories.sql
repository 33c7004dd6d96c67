-- depends_on: {{ ref('raw_stories') }}
-- The magazine's stories, typed.

with landed as (
    select * from {{ source('landing', 'raw_stories') }}
)

select
    lower({{ clean_text('story_id') }}) as story_id,
    {{ clean_text('title') }} as title,
    -- an author's key must not depend on how the name was typed, so names are compared in lower case
    lower({{ clean_text('author') }}) as author,
    lower({{ clean_text('genre') }}) as genre,
    lower({{ clean_text('language') }}) as language_code,
    {{ safe_integer(clean_text('word_count')) }} as word_count,
    {{ parse_day(clean_text('published_on')) }} as published_on
from landed
