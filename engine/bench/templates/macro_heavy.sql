{%- set statuses = ['placed', 'shipped', 'delivered', 'returned', 'lost'] -%}
{%- set methods = ['card', 'coupon', 'bank_transfer', 'gift_card'] -%}
{{ config(materialized='incremental', unique_key='order_key') }}

{% call wrapped('joined') %}
    select * from {{ ref('orders') }} join {{ ref('payments') }} using (order_id)
{% endcall %}
select
    {{ key_of(['order_id', 'customer_id', 'ordered_at']) }} as order_key,
    {{ key_of(['customer_id', 'region']) }} as customer_key,
    {% for method in methods -%}
    {{ cents_to_money(method ~ '_amount') }} as {{ quoted(method) }},
    {% endfor -%}
    {{ cents_to_money('total', places=4) }} as total,
    {{ safe_divide('refunded', cents_to_money('total')) }} as refund_share,
    {{ safe_divide(numerator='discount', denominator='total') }} as discount_share,
    {{ pivoted('status', statuses, prefix='is_') }},
    {{ pivoted('method', methods, then='amount', quote=false) }}
from joined
where {{ between_days('ordered_at', 30) }}
{%- if is_incremental() %}
    and ordered_at > (select max(ordered_at) from {{ this }})
{%- endif %}
group by {{ range(1, 4) | join(', ') }}
