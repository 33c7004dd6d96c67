{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['sales_date', 'country_code', 'channel']
) }}

-- Sales per day, country and channel, in euros. Pending, failed and cancelled orders are no sales; a refunded order counts as
-- sold on its day and as refunded, so gross never changes afterwards and net does.
-- Delete+insert: a day that an order of this run falls on is counted again from the start.

with touched_days as (
    select distinct order_date
    from {{ ref('fct_transactions') }}
    {% if is_incremental() %}
        where received_at >= (select max(last_received_at) from {{ this }})
    {% endif %}
),

orders as (
    select *
    from {{ ref('fct_transactions') }}
    where order_date in (select order_date from touched_days)
)

select
    order_date as sales_date,
    country_code,
    channel,
    cast(count(*) as bigint) as orders_placed,
    cast(sum(case when is_sale or is_refund then 1 else 0 end) as bigint) as orders_sold,
    cast(sum(case when is_refund then 1 else 0 end) as bigint) as orders_refunded,
    cast(sum(case when is_sale or is_refund then quantity else 0 end) as bigint) as pieces_sold,
    count(distinct case when is_sale or is_refund then user_id end) as buyers,
    cast(sum(case when is_sale or is_refund then amount_eur else 0 end) as decimal(18, 2)) as gross_eur,
    cast(sum(case when is_refund then amount_eur else 0 end) as decimal(18, 2)) as refunded_eur,
    cast(sum(case when is_sale then amount_eur else 0 end) as decimal(18, 2)) as net_eur,
    max(received_at) as last_received_at
from orders
group by order_date, country_code, channel
