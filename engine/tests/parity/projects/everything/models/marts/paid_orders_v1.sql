select order_id, amount_cents from {{ ref('eph_paid') }}
