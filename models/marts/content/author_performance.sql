-- One row per author.

select
    author,
    count(*) as stories,
    cast(sum(reads) as bigint) as reads,
    cast(sum(reads_completed) as bigint) as reads_completed,
    {{ ratio('sum(reads_completed)', 'sum(reads)') }} as completed_share,
    max(published_on) as last_published_on
from {{ ref('story_performance') }}
group by author
