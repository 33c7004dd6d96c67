-- Each product once: the last version that its supplier sent.

with ranked as (
    select
        stg_products.*,
        row_number() over (partition by product_id order by updated_at desc, price_eur) as version_no
    from {{ ref('stg_products') }} as stg_products
)

select product_id, product_name, department, category, price_eur, inventory_count, supplier_id, updated_at
from ranked
where version_no = 1
