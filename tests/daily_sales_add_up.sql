-- Gross less refunds is net, and the days together are the orders together, to the cent.

with by_line as (
    select 'a line of daily_sales' as what, net_eur as found, gross_eur - refunded_eur as expected
    from {{ ref('daily_sales') }}
),

in_total as (
    select
        'all of daily_sales' as what,
        (select sum(net_eur) from {{ ref('daily_sales') }}) as found,
        (select sum(amount_eur) from {{ ref('fct_transactions') }} where is_sale) as expected
),

by_month as (
    select
        'all of financial_report' as what,
        (select sum(net_eur) from {{ ref('financial_report') }}) as found,
        (select sum(amount_eur) from {{ ref('fct_transactions') }} where is_sale) as expected
)

select * from by_line where found <> expected
union all
select * from in_total where found <> expected
union all
select * from by_month where found <> expected
