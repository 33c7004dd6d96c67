{% set states = ['paid', 'open'] %}
select
    c.customer_id,
    {% for state in states -%}
    sum(case when o.state = '{{ state }}' then o.amount_cents else 0 end) as {{ state }}_cents
    {%- if not loop.last %},{% endif %}
    {% endfor %}
from {{ ref('stg_customers') }} c
left join {{ ref('stg_orders') }} o using (customer_id)
group by 1
