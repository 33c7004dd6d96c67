-- Which products the same people buy: pairs with at least five common buyers, each pair once.
-- Lift above 1: bought together more often than chance would have it.

with purchases as (
    select distinct user_id, product_id
    from {{ ref('fct_transactions') }}
    where is_sale
),

buyers as (
    select product_id, count(*) as buyers
    from purchases
    group by product_id
),

everybody as (
    select count(distinct user_id) as buyers
    from purchases
),

pairs as (
    select
        first_bought.product_id as product_id,
        also_bought.product_id as other_product_id,
        count(*) as common_buyers
    from purchases as first_bought
    inner join purchases as also_bought
        on first_bought.user_id = also_bought.user_id
        and first_bought.product_id < also_bought.product_id
    group by first_bought.product_id, also_bought.product_id
    having count(*) >= 5
)

select
    {{ hash_key(['pairs.product_id', 'pairs.other_product_id']) }} as product_pair_id,
    pairs.product_id as product_id,
    pairs.other_product_id,
    pairs.common_buyers,
    {{ ratio('pairs.common_buyers', 'product_buyers.buyers') }} as share_of_buyers,
    {{ ratio('pairs.common_buyers * everybody.buyers', 'product_buyers.buyers * other_buyers.buyers') }} as lift
from pairs
inner join buyers as product_buyers on pairs.product_id = product_buyers.product_id
inner join buyers as other_buyers on pairs.other_product_id = other_buyers.product_id
cross join everybody
