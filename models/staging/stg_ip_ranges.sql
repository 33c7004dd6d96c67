-- The ranges as numbers; see ip_to_number.

select
    network,
    {{ ip_to_number('first_address') }} as first_number,
    {{ ip_to_number('last_address') }} as last_number,
    country_code
from {{ ref('ip_ranges') }}
