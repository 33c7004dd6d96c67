-- One row per country, and ZZ for "unknown", so that facts always find their country.

select country_code, country_name, region, currency
from {{ ref('countries') }}
union all
select 'ZZ' as country_code, 'Unknown' as country_name, 'Unknown' as region, 'EUR' as currency
