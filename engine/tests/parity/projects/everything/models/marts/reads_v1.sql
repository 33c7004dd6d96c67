select p.order_id, e.state from {{ ref('paid_orders', v=1) }} p join {{ ref('everything', 'order_events') }} e using (order_id)
