{{ config(materialized='table') }}

-- The country of every address seen. Looking each address up once, not each event, keeps the range join small.

with addresses as (
    select distinct ip_address
    from {{ ref('stg_events') }}
    where ip_address is not null
),

numbered as (
    select ip_address, {{ ip_to_number('ip_address') }} as ip_number
    from addresses
)

select
    numbered.ip_address,
    numbered.ip_number,
    ranges.country_code
from numbered
inner join {{ ref('stg_ip_ranges') }} as ranges
    on numbered.ip_number between ranges.first_number and ranges.last_number
