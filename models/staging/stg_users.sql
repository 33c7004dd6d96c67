-- depends_on: {{ ref('raw_users') }}
-- Users, typed, one row per exported version. int_users_latest keeps the newest.

with landed as (
    select * from {{ source('landing', 'raw_users') }}
),

typed as (
    select
        lower({{ clean_text('user_id') }}) as user_id,
        lower({{ clean_text('email') }}) as email,
        {{ clean_text('full_name') }} as full_name,
        {{ parse_day(clean_text('registration_date')) }} as registered_on,
        lower({{ clean_text('country') }}) as country_alias,
        -- "25 to 34" and "25–34" are 25-34
        replace(replace(replace(lower({{ clean_text('age_group') }}), ' to ', '-'), '–', '-'), ' ', '') as age_group,
        lower({{ clean_text('customer_tier') }}) as customer_tier,
        lower({{ clean_text('marketing_consent') }}) as marketing_consent,
        {{ parse_moment('updated_at') }} as updated_at
    from landed
)

select
    typed.user_id,
    case when {{ matches('typed.email', '^[^@ ]+@[^@ ]+[.][a-z]+$') }} then typed.email end as email,
    typed.full_name,
    typed.registered_on,
    aliases.country_code,
    case when typed.age_group in ('18-24', '25-34', '35-44', '45-54', '55-64', '65+') then typed.age_group end as age_group,
    case when typed.customer_tier in ('bronze', 'silver', 'gold', 'platinum') then typed.customer_tier end as declared_tier,
    -- consent that cannot be read is no consent
    coalesce(typed.marketing_consent in ('true', 'yes', 'y', '1'), false) as has_marketing_consent,
    typed.updated_at
from typed
left join {{ ref('country_aliases') }} as aliases
    on typed.country_alias = aliases.alias
