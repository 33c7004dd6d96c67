{{ config(materialized='ephemeral') }}

-- Each order as its last message left it, refusals included (reject_reason), in euros.
-- A CTE in the models that select it: nobody queries it on its own.

with latest as (
    select
        stg_transactions.*,
        row_number() over (
            partition by transaction_id
            -- two messages of the same moment: the status that comes later in an order's life wins
            order by
                received_at desc,
                case status when 'refunded' then 4 when 'completed' then 3 when 'failed' then 2 when 'cancelled' then 2 else 1 end desc
        ) as version_no
    from {{ ref('stg_transactions') }} as stg_transactions
    where reject_reason is null
),

converted as (
    select
        latest.transaction_id,
        latest.user_id as user_id,
        latest.product_id as product_id,
        latest.quantity,
        latest.amount,
        latest.currency as currency,
        latest.ordered_at,
        latest.order_date,
        latest.payment_method,
        latest.status,
        latest.channel,
        latest.received_at,
        latest.raw_amount,
        rates.eur_per_unit,
        cast(round(latest.amount * rates.eur_per_unit, 2) as decimal(18, 2)) as amount_eur,
        users.user_id is not null as user_exists,
        products.product_id is not null as product_exists
    from latest
    left join {{ ref('stg_exchange_rates') }} as rates
        on latest.currency = rates.currency
        and latest.order_date between rates.valid_from and rates.valid_to
    left join {{ ref('int_users_latest') }} as users
        on latest.user_id = users.user_id
    left join {{ ref('int_products_latest') }} as products
        on latest.product_id = products.product_id
    where latest.version_no = 1
)

select
    transaction_id,
    user_id,
    product_id,
    quantity,
    amount,
    currency,
    eur_per_unit,
    amount_eur,
    ordered_at,
    order_date,
    payment_method,
    status,
    channel,
    received_at,
    raw_amount,
    case
        when eur_per_unit is null then 'unknown_currency'
        when not user_exists then 'unknown_user'
        when not product_exists then 'unknown_product'
        when amount_eur > {{ var('largest_plausible_eur') }} then 'implausible_amount'
    end as reject_reason
from converted
