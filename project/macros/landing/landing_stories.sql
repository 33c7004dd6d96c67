{#
  What the content system says about each story in the magazine.
#}
{% macro landing_stories(size) %}
{% set openings = ['The quiet', 'A year of', 'Notes on', 'In praise of', 'The trouble with', 'Learning from', 'Seven kinds of', 'After'] %}
{% set subjects = ['light', 'winter', 'bread', 'small rooms', 'walking', 'paper', 'colour', 'gardens', 'noise', 'maps'] %}
{% set authors = ['Ada Okafor', 'Ben Lindqvist', 'Chiara Conti', 'Dmitri Sokolov', 'Elif Kaya', 'Fergus Shaw', 'Grace Moyo', 'Hanna Vogel'] %}
with stories as (
    select
        n + 1 as story_no,
        {{ draw('n', 'story-mess', 100) }} as mess,
        {{ draw('n', 'story-style', 100) }} as style_draw,
        1704067200000 + 86400000 * {{ draw('n', 'story-published', 450) }} as published_ms
    from {{ series(size.stories) }} as numbers
)

select
    's' || {{ padded('story_no', 5) }} as story_id,
    {{ draw_from('story_no', 'story-opening', openings) }} || ' ' || {{ draw_from('story_no', 'story-subject', subjects) }} as title,
    case when mess < 3 then null when style_draw < 10 then upper({{ draw_from('story_no', 'story-author', authors) }})
        else {{ draw_from('story_no', 'story-author', authors) }} end as author,
    case when style_draw between 10 and 24 then lower({{ draw_from('story_no', 'story-genre', ['Design', 'Food', 'Travel', 'Craft', 'Fiction']) }})
        else {{ draw_from('story_no', 'story-genre', ['Design', 'Food', 'Travel', 'Craft', 'Fiction']) }} end as genre,
    {{ draw_from('story_no', 'story-language', ['en', 'en', 'en', 'de', 'FR', 'es', 'En']) }} as language,
    case when mess between 3 and 4 then 'many' else cast(250 + {{ draw('story_no', 'story-words', 2600) }} as {{ dbt.type_string() }}) end as word_count,
    case when mess = 5 then null when style_draw between 25 and 44 then {{ write_moment('published_ms', 'long_day') }}
        else {{ write_moment('published_ms', 'day') }} end as published_on
from stories
order by story_no
{% endmacro %}
