-- Every order message that could not be used, and why. A table, not a log: an order that waits for its user or its product
-- leaves the quarantine when that arrives.

with refused as (
    select 'unreadable' as refused_as, transaction_id, user_id, product_id, raw_amount, currency, status, received_at, reject_reason
    from {{ ref('stg_transactions') }}
    where reject_reason is not null
    union all
    select 'unmatched' as refused_as, transaction_id, user_id, product_id, raw_amount, currency, status, received_at, reject_reason
    from {{ ref('int_transactions_valid') }}
    where reject_reason is not null
),

numbered as (
    select
        refused.*,
        -- the same message may come twice, word for word
        row_number() over (
            partition by transaction_id, user_id, product_id, raw_amount, status, received_at order by reject_reason
        ) as copy_no
    from refused
)

select
    {{ hash_key(['transaction_id', 'user_id', 'product_id', 'raw_amount', 'status', moment_text('received_at'), 'copy_no']) }} as quarantine_id,
    reject_reason,
    refused_as,
    received_at,
    transaction_id,
    user_id,
    product_id,
    raw_amount,
    currency,
    status
from numbered
