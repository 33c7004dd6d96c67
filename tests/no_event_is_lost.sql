-- Every landing row is in exactly one place: accepted, quarantined, or a repeated delivery of an accepted event.

with counted as (
    select
        (select count(*) from {{ ref('stg_events') }}) as landed,
        (select count(*) from {{ ref('fct_events') }}) as accepted,
        (select count(*) from {{ ref('quarantine_events') }}) as quarantined,
        (
            select count(*) - count(distinct event_id)
            from {{ ref('stg_events') }}
            where reject_reason is null
        ) as delivered_again
)

select *
from counted
where landed <> accepted + quarantined + delivered_again
