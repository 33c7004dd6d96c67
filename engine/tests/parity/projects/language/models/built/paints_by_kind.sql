{%- set kinds = var('kinds') -%}
select
    count(*) as paints,
    {{- pivot('kind', kinds, prefix='n_') }},
    {{ pivot('kind', kinds, then='price', otherwise='null') }}
from {{ ref('paints') }}
where coalesce(price, 0) between 0 and {{ var('limits').high }} or price > {{ var('limits')['low'] }}
