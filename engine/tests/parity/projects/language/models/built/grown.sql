{{ config(materialized='incremental', unique_key=['id', 'kind'], incremental_strategy='delete+insert') }}
select id, kind, price {% if is_incremental() %}+ 1 {% endif %}as price
from {{ ref('paints') }}
{%- if is_incremental() %}
where id >= (select max(id) - 1 from {{ this }})
{%- endif %}
