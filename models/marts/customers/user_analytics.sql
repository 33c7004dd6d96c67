-- One row per user: what they bought, how they browse, and the segment that follows.
-- Recency, frequency and money are scored 1 to 5 by fifths of the buyers; ties are split by user_id, so that a score does not
-- change from run to run. "Now" is the variable as_of.

with orders as (
    select
        user_id,
        count(*) as orders,
        cast(sum(quantity) as bigint) as pieces,
        cast(sum(amount_eur) as decimal(18, 2)) as net_eur,
        min(order_date) as first_order_on,
        max(order_date) as last_order_on
    from {{ ref('fct_transactions') }}
    where is_sale
    group by user_id
),

scored as (
    select
        orders.*,
        {{ dbt.datediff('last_order_on', "cast('" ~ var('as_of') ~ "' as date)", 'day') }} as days_since_last_order,
        ntile(5) over (order by last_order_on, user_id) as recency_score,
        ntile(5) over (order by orders, user_id) as frequency_score,
        ntile(5) over (order by net_eur, user_id) as monetary_score
    from orders
),

departments as (
    select
        transactions.user_id,
        products.department,
        row_number() over (
            partition by transactions.user_id order by sum(transactions.amount_eur) desc, products.department
        ) as department_rank
    from {{ ref('fct_transactions') }} as transactions
    inner join {{ ref('dim_products') }} as products
        on transactions.product_id = products.product_id
    where transactions.is_sale
    group by transactions.user_id, products.department
),

visits as (
    select
        user_id,
        count(*) as sessions,
        cast(sum(product_views) as bigint) as product_views,
        cast(sum(story_reads) as bigint) as story_reads,
        max(session_date) as last_session_on
    from {{ ref('fct_sessions') }}
    where user_id is not null
        and not is_bot
    group by user_id
)

select
    users.user_id as user_id,
    users.country_code,
    users.age_group,
    users.customer_tier,
    users.registered_on,
    coalesce(scored.orders, 0) as orders,
    coalesce(scored.pieces, 0) as pieces,
    coalesce(scored.net_eur, 0) as net_eur,
    {{ money_per('scored.net_eur', 'scored.orders') }} as average_order_eur,
    scored.first_order_on,
    scored.last_order_on,
    scored.days_since_last_order,
    coalesce(scored.orders, 0) > 1 as is_repeat_buyer,
    departments.department as favourite_department,
    coalesce(visits.sessions, 0) as sessions,
    coalesce(visits.product_views, 0) as product_views,
    coalesce(visits.story_reads, 0) as story_reads,
    visits.last_session_on,
    scored.recency_score,
    scored.frequency_score,
    scored.monetary_score,
    case
        when scored.user_id is null then 'never bought'
        when scored.recency_score >= 4 and scored.frequency_score >= 4 and scored.monetary_score >= 4 then 'champion'
        when scored.frequency_score >= 4 and scored.recency_score >= 3 then 'loyal'
        when scored.recency_score >= 4 and scored.frequency_score <= 2 then 'new'
        when scored.recency_score <= 2 and scored.frequency_score >= 4 then 'at risk'
        when scored.recency_score <= 2 then 'lapsed'
        else 'occasional'
    end as segment,
    -- the tier that spending alone would earn, to compare with the one that the user database says
    case
        when coalesce(scored.net_eur, 0) >= 2000 then 'platinum'
        when coalesce(scored.net_eur, 0) >= 1000 then 'gold'
        when coalesce(scored.net_eur, 0) >= 300 then 'silver'
        else 'bronze'
    end as earned_tier
from {{ ref('dim_users') }} as users
left join scored on users.user_id = scored.user_id
left join departments on users.user_id = departments.user_id and departments.department_rank = 1
left join visits on users.user_id = visits.user_id
