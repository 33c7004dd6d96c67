-- When people buy: sold orders per day of the week and hour of the day (UTC).

select
    {{ weekday_of('ordered_at') }} as weekday_no,
    {{ hour_of('ordered_at') }} as hour_no,
    count(*) as orders_sold,
    {{ money_per('sum(amount_eur)', 'count(*)') }} as average_order_eur,
    {{ ratio('count(*)', 'sum(count(*)) over ()') }} as share_of_orders
from {{ ref('fct_transactions') }}
where is_sale or is_refund
group by {{ weekday_of('ordered_at') }}, {{ hour_of('ordered_at') }}
