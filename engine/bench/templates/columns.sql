{{ config(materialized='view') }}
select
{%- for column in columns %}
    {%- if column.type == 'text' %}
    nullif(trim({{ column.name }}), '') as {{ column.name | upper }}
    {%- elif column.type in ('integer', 'decimal') %}
    cast({{ column.name }} as {{ column.type }}) as {{ column.name }}_{{ loop.index }}
    {%- else %}
    {{ column.name }}
    {%- endif %}
    {%- if not loop.last %},{% endif %}
{%- endfor %}
from {{ ref('wide_table') }}
