select order_id, amount_cents, ordered_at from {{ ref('eph_paid') }}
