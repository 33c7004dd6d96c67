-- Per day and customer tier: how many sessions got how far. Bots are left out; visitors who never log in are `anonymous`.

with sessions as (
    select
        sessions.session_date,
        coalesce(users.customer_tier, 'anonymous') as customer_tier,
        sessions.furthest_stage
    from {{ ref('fct_sessions') }} as sessions
    left join {{ ref('dim_users') }} as users
        on sessions.user_id = users.user_id
    where not sessions.is_bot
)

select
    {{ hash_key(['session_date', 'customer_tier']) }} as funnel_line_id,
    session_date,
    customer_tier,
    count(*) as sessions,
    count(case when furthest_stage in ('product', 'cart', 'checkout', 'purchase') then 1 end) as reached_product,
    count(case when furthest_stage in ('cart', 'checkout', 'purchase') then 1 end) as reached_cart,
    count(case when furthest_stage in ('checkout', 'purchase') then 1 end) as reached_checkout,
    count(case when furthest_stage = 'purchase' then 1 end) as reached_purchase,
    {{ ratio("count(case when furthest_stage = 'purchase' then 1 end)", 'count(*)') }} as conversion_rate
from sessions
group by session_date, customer_tier
