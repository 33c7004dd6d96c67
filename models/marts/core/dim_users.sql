-- One row per user, without what identifies a person: the mail address is a hash, good for joining and counting only.

select
    users.user_id,
    case when users.email is not null then {{ hash_key(['users.email']) }} end as email_hash,
    users.registered_on,
    coalesce(users.country_code, 'ZZ') as country_code,
    coalesce(countries.region, 'Unknown') as region,
    coalesce(users.age_group, 'unknown') as age_group,
    -- a user without a readable tier has earned none yet
    coalesce(users.declared_tier, 'bronze') as customer_tier,
    users.has_marketing_consent,
    users.updated_at
from {{ ref('int_users_latest') }} as users
left join {{ ref('countries') }} as countries
    on users.country_code = countries.country_code
