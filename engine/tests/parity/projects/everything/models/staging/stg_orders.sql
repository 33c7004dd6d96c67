{{ config(alias='staged_orders') }}
-- reads the source
select
    id as order_id,
    customer_id,
    {{ to_cents('amount') }} as amount_cents,
    state,
    cast(ordered_at as timestamp) as ordered_at
from {{ source('raw', 'raw_orders') }}
where amount >= {{ var('minimum', 0) - 1 }}
