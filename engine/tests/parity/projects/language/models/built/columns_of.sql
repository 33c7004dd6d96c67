{{ config(materialized='table') }}
{%- set columns = adapter.get_columns_in_relation(ref('paints')) %}
select
{%- for column in columns if column.name != 'id' %}
    {{ adapter.quote(column.name) }} as {{ column.name }}_copy
    {{- ',' if not loop.last }}
{%- endfor %}
from {{ ref('paints') }}
