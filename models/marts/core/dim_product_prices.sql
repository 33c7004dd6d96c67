{{ config(materialized='view') }}

-- What a product cost, from when to when, as far as the snapshot has watched it.

select
    {{ hash_key(['product_id', moment_text('dbt_valid_from')]) }} as product_price_id,
    product_id,
    price_eur,
    dbt_valid_from as valid_from,
    dbt_valid_to as valid_to,
    dbt_valid_to is null as is_current
from {{ ref('products_snapshot') }}
