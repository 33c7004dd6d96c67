-- What was wrong with the data, one row per dataset and finding. `rejected` rows are in a quarantine table; `repaired` values became
-- null or a default; `noted` is worth knowing and harmless.

with landed as (
    select 'events' as dataset, count(*) as rows_landed from {{ ref('stg_events') }}
    union all
    select 'transactions' as dataset, count(*) as rows_landed from {{ ref('stg_transactions') }}
    union all
    select 'users' as dataset, count(*) as rows_landed from {{ ref('stg_users') }}
    union all
    select 'products' as dataset, count(*) as rows_landed from {{ ref('stg_products') }}
),

findings as (
    select 'events' as dataset, 'rejected' as outcome, reject_reason as finding, count(*) as rows_found
    from {{ ref('stg_events') }}
    where reject_reason is not null
    group by reject_reason
    union all
    select 'transactions' as dataset, 'rejected' as outcome, reject_reason as finding, count(*) as rows_found
    from {{ ref('quarantine_transactions') }}
    group by reject_reason
    union all
    select 'events' as dataset, 'noted' as outcome, 'late' as finding, count(*) as rows_found
    from {{ ref('stg_events') }}
    where is_late and reject_reason is null
    union all
    select 'events' as dataset, 'noted' as outcome, 'delivered_again' as finding, count(*) - count(distinct event_id) as rows_found
    from {{ ref('stg_events') }}
    where reject_reason is null
    union all
    select 'users' as dataset, 'repaired' as outcome, 'unreadable_email' as finding, count(*) as rows_found
    from {{ ref('stg_users') }}
    where email is null
    union all
    select 'users' as dataset, 'repaired' as outcome, 'unreadable_country' as finding, count(*) as rows_found
    from {{ ref('stg_users') }}
    where country_code is null
    union all
    select 'users' as dataset, 'repaired' as outcome, 'unreadable_registration' as finding, count(*) as rows_found
    from {{ ref('stg_users') }}
    where registered_on is null
    union all
    select 'users' as dataset, 'repaired' as outcome, 'unreadable_tier' as finding, count(*) as rows_found
    from {{ ref('stg_users') }}
    where declared_tier is null
    union all
    select 'products' as dataset, 'repaired' as outcome, 'unreadable_price' as finding, count(*) as rows_found
    from {{ ref('stg_products') }}
    where price_eur is null
    union all
    select 'products' as dataset, 'repaired' as outcome, 'unreadable_inventory' as finding, count(*) as rows_found
    from {{ ref('stg_products') }}
    where inventory_count is null
)

select
    {{ hash_key(['findings.dataset', 'findings.finding']) }} as finding_id,
    findings.dataset as dataset,
    findings.outcome,
    findings.finding,
    findings.rows_found,
    landed.rows_landed,
    {{ ratio('findings.rows_found', 'landed.rows_landed') }} as share_of_rows
from findings
inner join landed on findings.dataset = landed.dataset
