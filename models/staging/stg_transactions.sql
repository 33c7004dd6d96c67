{{ config(materialized='table') }}

-- depends_on: {{ ref('raw_transactions') }}
-- Orders, typed, one row per message; reject_reason as in stg_events. Whether user and product exist is not asked here:
-- that takes other tables, and int_transactions_valid does.
-- A table, unlike the rest of staging: as stg_events: parsed once, read often.

with landed as (
    select * from {{ source('landing', 'raw_transactions') }}
),

typed as (
    select
        lower({{ clean_text('transaction_id') }}) as transaction_id,
        lower({{ clean_text('user_id') }}) as user_id,
        lower({{ clean_text('product_id') }}) as product_id,
        {{ safe_integer(clean_text('quantity')) }} as quantity,
        amount as raw_amount,
        replace({{ clean_text('amount') }}, ',', '.') as amount_text,
        {{ clean_code('currency') }} as currency,
        {{ parse_moment(clean_text('ordered_at')) }} as ordered_at,
        {{ clean_code('payment_method') }} as payment_method,
        lower({{ clean_text('status') }}) as status,
        lower({{ clean_text('channel') }}) as channel,
        {{ parse_moment('received_at') }} as received_at
    from landed
),

priced as (
    select *, {{ safe_decimal('amount_text') }} as amount from typed
)

select
    transaction_id,
    user_id,
    product_id,
    quantity,
    amount,
    currency,
    ordered_at,
    cast(ordered_at as date) as order_date,
    payment_method,
    status,
    channel,
    received_at,
    raw_amount,
    case
        when transaction_id is null then 'missing_transaction_id'
        when user_id is null then 'missing_user_id'
        when product_id is null then 'missing_product_id'
        when ordered_at is null then 'unreadable_order_time'
        when amount is null then 'unreadable_amount'
        when amount <= 0 then 'amount_not_positive'
        when coalesce(quantity, 0) <= 0 then 'unreadable_quantity'
        when currency is null then 'missing_currency'
        when coalesce(status, '') not in ('pending', 'completed', 'failed', 'cancelled', 'refunded') then 'unknown_status'
    end as reject_reason
from priced
