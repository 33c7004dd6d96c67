{#
  The catalogue as the suppliers' interface returns it: prices as people write them, and some products twice.
#}
{% macro landing_products(size) %}
{% set adjectives = ['Oak', 'Linen', 'Copper', 'Nordic', 'Classic', 'Compact', 'Soft', 'Café', 'Travel', 'Studio'] %}
{% set nouns = ['lamp', 'desk', 'chair', 'shirt', 'scarf', 'shoes', 'mug', 'tea', 'coffee', 'notebook', 'pen', 'backpack'] %}
{% set departments = ['Home', 'Home', 'Home', 'Fashion', 'Fashion', 'Fashion', 'Kitchen', 'Kitchen', 'Kitchen', 'Office', 'Office', 'Travel'] %}
{% set categories = ['Lighting', 'Furniture', 'Furniture', 'Clothing', 'Accessories', 'Shoes', 'Tableware', 'Drinks', 'Drinks', 'Stationery', 'Stationery', 'Bags'] %}
with products as (
    select
        n + 1 as product_no,
        {{ draw('n', 'product-noun', 12) }} as noun_no,
        {{ draw('n', 'product-mess', 100) }} as mess,
        {{ draw('n', 'product-style', 100) }} as style_draw,
        {{ product_price_cents('n + 1') }} as price_cents,
        {{ skewed_draw('n', 'product-stock', 900) }} as stock,
        1738368000000 + 86400000 * {{ draw('n', 'product-updated', 50) }} as updated_ms
    from {{ series(size.products) }} as numbers
),

versions as (
    select *, 0 as version_no from products
    union all
    -- one in six changes its price and its stock in the quarter
    select product_no, noun_no, mess, style_draw, {{ whole_quotient('price_cents * 110', 100) }}, {{ whole_quotient('stock', 2) }},
        updated_ms + 86400000 * (25 + mod(product_no, 70)), 1
    from products
    where mod(product_no, 6) = 4
)

select
    'p' || {{ padded('product_no', 5) }} as product_id,
    case when mess = 0 then null else {{ draw_from('product_no', 'product-adjective', adjectives) }} || ' ' || {{ pick('noun_no', nouns) }}
        || ' ' || cast(product_no as {{ dbt.type_string() }}) end as name,
    case
        when style_draw < 10 then lower({{ pick('noun_no', departments) }})
        when style_draw < 15 then upper({{ pick('noun_no', departments) }}) || ' '
        else {{ pick('noun_no', departments) }}
    end as department,
    case when mess between 1 and 3 then null when style_draw between 15 and 24 then lower({{ pick('noun_no', categories) }})
        else {{ pick('noun_no', categories) }} end as category,
    case
        when mess = 4 then 'on request'
        when mess = 5 then '-1.00'
        when style_draw between 25 and 39 then '€' || {{ write_cents('price_cents') }}
        when style_draw between 40 and 54 then replace({{ write_cents('price_cents') }}, '.', ',')
        when style_draw between 55 and 59 then {{ write_cents('price_cents') }} || ' EUR'
        else {{ write_cents('price_cents') }}
    end as price,
    case when mess between 6 and 7 then 'n/a' when mess = 8 then '-3' when style_draw between 60 and 69 then cast(stock as {{ dbt.type_string() }}) || '.0'
        else cast(stock as {{ dbt.type_string() }}) end as inventory_count,
    case when mess = 9 then null else 'sup-' || {{ padded(draw('product_no', 'product-supplier', 24) ~ ' + 1', 3) }} end as supplier_id,
    {{ write_moment('updated_ms') }} as updated_at
from versions
order by updated_ms, product_no, version_no
{% endmacro %}


{# What a product costs, in euro cents: from 2.99 to 400, most of them cheap. #}
{% macro product_price_cents(product_no) -%}
    (299 + {{ skewed_draw(product_no, 'product-price', 400) }} * 100)
{%- endmacro %}

{# Cents as an amount with two decimals. #}
{% macro write_cents(cents) -%}
    cast({{ whole_quotient(cents, 100) }} as {{ dbt.type_string() }}) || '.' || {{ padded('mod(' ~ cents ~ ', 100)', 2) }}
{%- endmacro %}
