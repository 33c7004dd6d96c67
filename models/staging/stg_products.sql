-- depends_on: {{ ref('raw_products') }}
-- The catalogue, typed, one row per version that the suppliers sent. int_products_latest keeps the newest.

with landed as (
    select * from {{ source('landing', 'raw_products') }}
),

typed as (
    select
        lower({{ clean_text('product_id') }}) as product_id,
        {{ clean_text('name') }} as product_name,
        lower({{ clean_text('department') }}) as department,
        lower({{ clean_text('category') }}) as category,
        -- prices come as people write them: €19.99, 19,99 and 19.99 EUR
        trim(replace(replace(replace({{ clean_text('price') }}, '€', ''), 'EUR', ''), ',', '.')) as price_text,
        {{ safe_integer(clean_text('inventory_count')) }} as inventory_count,
        {{ clean_text('supplier_id') }} as supplier_id,
        {{ parse_moment('updated_at') }} as updated_at
    from landed
),

priced as (
    select *, {{ safe_decimal('price_text') }} as price from typed
)

select
    product_id,
    product_name,
    department,
    category,
    case when price > 0 then price end as price_eur,
    case when inventory_count >= 0 then inventory_count end as inventory_count,
    supplier_id,
    updated_at
from priced
