-- One row per product: from being seen to being bought again.

with clicks as (
    select
        product_id,
        count(case when event_type = 'PRODUCT_VIEW' then 1 end) as views,
        count(case when event_type = 'ADD_TO_CART' then 1 end) as cart_adds,
        count(case when event_type = 'PURCHASE' then 1 end) as web_purchases
    from {{ ref('fct_events') }}
    where product_id is not null
        and not is_bot
    group by product_id
),

buyers as (
    select product_id, user_id, count(*) as orders
    from {{ ref('fct_transactions') }}
    where is_sale or is_refund
    group by product_id, user_id
),

loyalty as (
    select
        product_id,
        count(*) as buyers,
        count(case when orders > 1 then 1 end) as repeat_buyers
    from buyers
    group by product_id
),

sales as (
    select
        product_id,
        count(case when is_sale or is_refund then 1 end) as orders_sold,
        count(case when is_refund then 1 end) as orders_refunded,
        cast(sum(case when is_sale or is_refund then quantity else 0 end) as bigint) as pieces_sold,
        cast(sum(case when (is_sale or is_refund) and order_date >= {{ dbt.dateadd('day', -30, "cast('" ~ var('as_of') ~ "' as date)") }}
            then quantity else 0 end) as bigint) as pieces_sold_30_days,
        cast(sum(case when is_sale then amount_eur else 0 end) as decimal(18, 2)) as net_eur
    from {{ ref('fct_transactions') }}
    group by product_id
),

joined as (
    select
        products.product_id as product_id,
        products.product_name,
        products.department,
        products.category,
        products.price_eur,
        products.inventory_count,
        coalesce(clicks.views, 0) as views,
        coalesce(clicks.cart_adds, 0) as cart_adds,
        coalesce(clicks.web_purchases, 0) as web_purchases,
        coalesce(sales.orders_sold, 0) as orders_sold,
        coalesce(sales.orders_refunded, 0) as orders_refunded,
        coalesce(sales.pieces_sold, 0) as pieces_sold,
        coalesce(sales.pieces_sold_30_days, 0) as pieces_sold_30_days,
        coalesce(sales.net_eur, 0) as net_eur,
        coalesce(loyalty.buyers, 0) as buyers,
        coalesce(loyalty.repeat_buyers, 0) as repeat_buyers
    from {{ ref('dim_products') }} as products
    left join clicks on products.product_id = clicks.product_id
    left join sales on products.product_id = sales.product_id
    left join loyalty on products.product_id = loyalty.product_id
)

select
    product_id,
    product_name,
    department,
    category,
    price_eur,
    inventory_count,
    views,
    cart_adds,
    web_purchases,
    {{ ratio('cart_adds', 'views') }} as views_to_cart,
    {{ ratio('web_purchases', 'cart_adds') }} as cart_to_purchase,
    orders_sold,
    orders_refunded,
    {{ ratio('orders_refunded', 'orders_sold') }} as refund_rate,
    pieces_sold,
    pieces_sold_30_days,
    net_eur,
    buyers,
    repeat_buyers,
    {{ ratio('repeat_buyers', 'buyers') }} as reorder_rate,
    -- how long the stock lasts at the last thirty days' pace; null where nothing was sold
    {{ ratio('inventory_count * 30', 'pieces_sold_30_days') }} as days_of_stock,
    rank() over (partition by department order by net_eur desc) as rank_in_department
from joined
