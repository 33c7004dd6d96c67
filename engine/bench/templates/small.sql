{{ config(materialized='table', tags=['daily', 'finance']) }}

with orders as (
    select * from {{ ref('stg_orders') }}
),

payments as (
    select * from {{ source('billing', 'payments') }}
    where currency = '{{ var("currency", "EUR") }}'
)

select
    orders.order_id,
    orders.customer_id,
    orders.ordered_at,
    sum(payments.amount) as amount
from orders
left join payments on payments.order_id = orders.order_id
{% if is_incremental() %}
where orders.ordered_at > (select max(ordered_at) from {{ this }})
{% endif %}
group by 1, 2, 3
