select * from {{ ref('customer_totals') }} order by paid_cents desc limit {{ 1 + 1 }}
