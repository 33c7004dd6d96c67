-- One row per product as it is now; dim_product_prices has what it cost before.

select
    product_id,
    coalesce(product_name, 'Product ' || product_id) as product_name,
    coalesce(department, 'unknown') as department,
    coalesce(category, 'unknown') as category,
    price_eur,
    inventory_count,
    coalesce(inventory_count, 0) > 0 as is_in_stock,
    supplier_id,
    updated_at
from {{ ref('int_products_latest') }}
