-- Money per month, payment method and currency: in the currency and in euros.

select
    cast({{ dbt.date_trunc('month', 'order_date') }} as date) as month_start,
    payment_method,
    currency,
    {{ hash_key(["cast(" ~ dbt.date_trunc('month', 'order_date') ~ " as date)", 'payment_method', 'currency']) }} as report_line_id,
    count(*) as orders_placed,
    count(case when is_sale then 1 end) as orders_completed,
    count(case when is_refund then 1 end) as orders_refunded,
    count(case when status = 'failed' then 1 end) as orders_failed,
    cast(sum(case when is_sale or is_refund then amount else 0 end) as decimal(18, 2)) as gross_in_currency,
    cast(sum(case when is_sale or is_refund then amount_eur else 0 end) as decimal(18, 2)) as gross_eur,
    cast(sum(case when is_refund then amount_eur else 0 end) as decimal(18, 2)) as refunded_eur,
    cast(sum(case when is_sale then amount_eur else 0 end) as decimal(18, 2)) as net_eur,
    {{ ratio("count(case when status = 'failed' then 1 end)", 'count(*)') }} as failure_rate
from {{ ref('fct_transactions') }}
group by cast({{ dbt.date_trunc('month', 'order_date') }} as date), payment_method, currency
