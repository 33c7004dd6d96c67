-- One row per day of the two years that the data lies in.

with days as (
    select cast({{ dbt.dateadd('day', 'cast(n as integer)', "cast('2024-07-01' as date)") }} as date) as date_day
    from {{ series(730) }} as numbers
)

select
    date_day,
    cast({{ dbt.date_trunc('week', 'date_day') }} as date) as week_start,
    cast({{ dbt.date_trunc('month', 'date_day') }} as date) as month_start,
    cast(extract(year from date_day) as integer) as year_no,
    cast(extract(quarter from date_day) as integer) as quarter_no,
    {{ weekday_of('date_day') }} as weekday_no,
    {{ weekday_of('date_day') }} >= 6 as is_weekend
from days
