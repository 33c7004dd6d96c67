{#
  Orders, one line each. The web's come from landing_sessions and so agree with their PURCHASE events; the rest are sold in the
  app and in stores, over half a year. An order that changes its status is written again.
#}
{% macro landing_transactions(size) %}
{% set currencies = ['EUR', 'GBP', 'USD', 'EUR', 'EUR', 'EUR', 'EUR', 'PLN', 'SEK', 'NOK', 'DKK', 'EUR', 'EUR', 'EUR', 'BRL', 'MXN', 'CAD', 'AUD', 'NZD', 'JPY', 'INR', 'ZAR'] %}
{# Units of each currency for a euro, in thousandths: near enough to price a product, not what converts the money later. #}
{% set thousandths = [1000, 850, 1120, 1000, 1000, 1000, 1000, 4260, 11050, 11600, 7460, 1000, 1000, 1000, 6350, 21600, 1560, 1750, 1890, 163000, 96500, 20400] %}
with sessions as (
    {{ landing_sessions(size) }}
),

numbers as (
    select n as order_no, {{ whole_quotient('n', 2) }} * 8 + 6 + mod(n, 2) as session_no
    from {{ series(size.transactions) }} as numbers
),

orders as (
    select
        numbers.order_no,
        sessions.session_no is not null as is_web,
        coalesce(sessions.user_no, {{ skewed_draw('numbers.order_no', 'order-user', size.users) }} + 1) as user_no,
        coalesce(sessions.product_no, {{ skewed_draw('numbers.order_no', 'order-product', size.products) }} + 1) as product_no,
        -- the web's moment is a little after the PURCHASE event's; six or nine steps of 75 seconds into the session
        coalesce(
            sessions.started_ms + 75000 * (case when sessions.script_no = 6 then 6 else 9 end) + 61000
                + case
                    when sessions.pause_draw < 5 then 60000 * (31 + sessions.pause_draw * 9)
                    when sessions.pause_draw < 8 then 60000 * 26
                    else 0
                end,
            1735689600000 + 86400000 * {{ draw('numbers.order_no', 'order-day', 181) }} + 1000 * (28800 + {{ draw('numbers.order_no', 'order-second', 43200) }})
        ) as ordered_ms,
        case
            when sessions.session_no is not null then 1 + {{ whole_quotient(draw('sessions.session_no', 'session-quantity', 10), 7) }}
            else 1 + {{ whole_quotient(draw('numbers.order_no', 'order-quantity', 10), 7) }}
        end as quantity,
        {{ draw('numbers.order_no', 'order-mess', 1000) }} as mess,
        {{ draw('numbers.order_no', 'order-style', 100) }} as style_draw,
        {{ draw('numbers.order_no', 'order-status', 100) }} as status_draw,
        {{ draw('numbers.order_no', 'order-late', 1000) }} as late_draw
    from numbers
    left join sessions on numbers.session_no = sessions.session_no and not sessions.is_abandoned
),

priced as (
    select
        orders.*,
        {{ home_country_no('user_no') }} as country_no,
        {{ product_price_cents('product_no') }} * quantity as euro_cents
    from orders
),

amounts as (
    select
        priced.*,
        {{ whole_quotient('euro_cents * ' ~ pick_number('country_no', thousandths), 1000) }}
            * (case when mess between 0 and 1 then 1000 else 1 end) as amount_cents
    from priced
),

-- each order's first line is pending or completed; what becomes of it is a second line, hours or weeks later
lines as (
    select *, case when status_draw < 45 then 'pending' else 'completed' end as status, ordered_ms as changed_ms, 0 as line_no from amounts
    union all
    select *, case when status_draw < 38 then 'completed' when status_draw < 43 then 'failed' else 'cancelled' end, ordered_ms + 3600000 * (1 + mod(order_no, 30)), 1
    from amounts
    -- some are still pending
    where status_draw between 2 and 44
    union all
    select *, 'refunded', ordered_ms + 86400000 * (3 + mod(order_no, 11)), 2
    from amounts
    where status_draw between 93 and 98
    union all
    -- sent twice, word for word
    select *, case when status_draw < 45 then 'pending' else 'completed' end, ordered_ms, 3
    from amounts
    where mod(order_no, 60) = 31
)

select
    case when mess between 2 and 3 then null else 't' || {{ padded('order_no', 7) }} end as transaction_id,
    case when mess between 4 and 8 then null when mess between 9 and 10 then 'u999999' when style_draw < 5 then 'U' || {{ padded('user_no', 6) }}
        else 'u' || {{ padded('user_no', 6) }} end as user_id,
    case when mess between 11 and 12 then 'p99999' else 'p' || {{ padded('product_no', 5) }} end as product_id,
    case when mess between 13 and 14 then 'two' when style_draw between 5 and 9 then cast(quantity as {{ dbt.type_string() }}) || '.0'
        else cast(quantity as {{ dbt.type_string() }}) end as quantity,
    case
        when mess between 15 and 18 then 'abc'
        when mess between 19 and 20 then null
        when mess between 21 and 22 then '-' || {{ write_cents('amount_cents') }}
        when style_draw between 10 and 17 then replace({{ write_cents('amount_cents') }}, '.', ',')
        when style_draw between 18 and 22 then ' ' || {{ write_cents('amount_cents') }} || ' '
        else {{ write_cents('amount_cents') }}
    end as amount,
    case
        when mess between 23 and 25 then 'XXX'
        when mess = 26 then null
        when style_draw between 23 and 32 then lower({{ pick('country_no', currencies) }})
        else {{ pick('country_no', currencies) }}
    end as currency,
    case
        when mess between 27 and 28 then '0000-00-00'
        when style_draw between 33 and 42 then {{ write_moment('ordered_ms', 'plain') }}
        when style_draw between 43 and 47 then cast(ordered_ms as {{ dbt.type_string() }})
        when style_draw between 48 and 57 then {{ write_moment('ordered_ms + 7200000', 'offset') }}
        else {{ write_moment('ordered_ms') }}
    end as ordered_at,
    case when style_draw between 58 and 65 then lower({{ draw_from('order_no', 'order-payment', ['CARD', 'CARD', 'CARD', 'PAYPAL', 'BANK_TRANSFER', 'GIFT_CARD']) }})
        when style_draw between 66 and 69 then replace({{ draw_from('order_no', 'order-payment', ['CARD', 'CARD', 'CARD', 'PAYPAL', 'BANK_TRANSFER', 'GIFT_CARD']) }}, '_', ' ')
        else {{ draw_from('order_no', 'order-payment', ['CARD', 'CARD', 'CARD', 'PAYPAL', 'BANK_TRANSFER', 'GIFT_CARD']) }} end as payment_method,
    case when mess = 29 then 'teleported' when style_draw between 70 and 79 then upper(status) else status end as status,
    case when is_web then 'web' else {{ draw_from('order_no', 'order-channel', ['app', 'app', 'store']) }} end as channel,
    {{ write_moment("changed_ms + case when late_draw < 10 then 86400000 * (1 + mod(order_no, 6)) else 2000 + mod(order_no, 900) end") }} as received_at
from lines
order by changed_ms, order_no, line_no
{% endmacro %}


{# pick() for numbers. #}
{% macro pick_number(position, entries) -%}
    case {{ position }}
    {%- for entry in entries %} when {{ loop.index0 }} then {{ entry }}{% endfor %} end
{%- endmacro %}
