{% snapshot users_snapshot %}

{{ config(
    unique_key='user_id',
    strategy='check',
    check_cols=['declared_tier', 'country_code', 'has_marketing_consent']
) }}

-- Strategy check: the export's date moves with every mail address that is corrected; only these three columns are worth a version.
-- Nothing personal is kept for ever: name and mail address stay out.
select user_id, declared_tier, country_code, has_marketing_consent, updated_at
from {{ ref('int_users_latest') }}

{% endsnapshot %}
