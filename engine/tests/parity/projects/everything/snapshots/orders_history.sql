{% snapshot orders_history %}
{{ config(unique_key='id', strategy='check', check_cols=['state'], target_schema='main') }}
select * from {{ ref('orders') }}
{% endsnapshot %}
