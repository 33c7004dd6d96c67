{# Stands in for whatever fills the landing tables. #}
{% macro land_orders() %}
    {% do run_query('create schema if not exists landing') %}
    create or replace table landing.raw_orders_2024 as
    select * from (values
        (1, 1, 10.50, 'paid', '2024-04-01 10:00:00'),
        (2, 1, 3.25, 'open', '2024-04-02 11:30:00'),
        (3, 2, 99.99, 'paid', '2024-04-02 12:00:00'),
        (4, 3, 0.75, 'returned', '2024-04-03 09:15:00')
    ) as landed (id, customer_id, amount, state, ordered_at)
{% endmacro %}
