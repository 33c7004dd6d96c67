-- Each user once: the row of the newest export.

with ranked as (
    select
        stg_users.*,
        row_number() over (partition by user_id order by updated_at desc, email, registered_on) as version_no
    from {{ ref('stg_users') }} as stg_users
)

select user_id, email, full_name, registered_on, country_code, age_group, declared_tier, has_marketing_consent, updated_at
from ranked
where version_no = 1
