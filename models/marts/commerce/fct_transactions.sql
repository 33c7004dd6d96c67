{{ config(
    materialized='incremental',
    incremental_strategy=upsert_strategy(),
    unique_key='transaction_id',
    on_schema_change='append_new_columns',
    post_hook="{{ refresh_statistics(this) }}"
) }}

-- One row per accepted order, in its present state and in euros.
-- Merge: a message that changes an order's status finds the order by its id, however old that is.

with orders as (
    select * from {{ ref('int_transactions_valid') }}
    where reject_reason is null
    {% if is_incremental() %}
        -- everything that arrived since the last run, and what arrived with the newest row of that run
        and received_at >= (select max(received_at) from {{ this }})
    {% endif %}
)

select
    orders.transaction_id,
    orders.user_id as user_id,
    orders.product_id,
    orders.order_date,
    orders.ordered_at,
    coalesce(users.country_code, 'ZZ') as country_code,
    orders.channel,
    orders.payment_method,
    orders.status,
    orders.status = 'completed' as is_sale,
    orders.status = 'refunded' as is_refund,
    orders.quantity,
    orders.currency,
    orders.amount,
    orders.eur_per_unit,
    orders.amount_eur,
    orders.received_at
from orders
left join {{ ref('int_users_latest') }} as users
    on orders.user_id = users.user_id
