-- Exchange rates with the day each one ends on, so that a join finds one rate per currency and day.

select
    currency,
    valid_from,
    coalesce(
        cast({{ dbt.dateadd('day', -1, "lead(valid_from) over (partition by currency order by valid_from)") }} as date),
        cast('2099-12-31' as date)
    ) as valid_to,
    eur_per_unit
from {{ ref('exchange_rates') }}
