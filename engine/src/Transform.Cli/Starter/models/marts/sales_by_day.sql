-- One row per day with at least one order.
select
    ordered_on,
    count(*) as orders,
    count(distinct customer) as customers,
    sum(amount) as revenue
from {{ ref('stg_orders') }}
group by ordered_on
