-- An address in two ranges would double every event that came from it.

with ordered as (
    select
        network,
        first_number,
        last_number,
        lag(last_number) over (order by first_number, last_number) as previous_last_number
    from {{ ref('stg_ip_ranges') }}
)

select *
from ordered
where first_number > last_number
    or first_number <= previous_last_number
