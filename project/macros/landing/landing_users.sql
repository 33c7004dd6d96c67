{#
  The weekly export of the user database: every user once, and those who changed something a second time, later.
#}
{% macro landing_users(size) %}
{% set names = [
    'Anna Berg', 'José Álvarez', 'Zoë de Vries', 'Li Wei', 'Amina Diallo', 'John Smith', '山田 太郎', 'Maria Rossi', 'Olaf Nilsen', 'Siobhán Byrne',
    'Łukasz Nowak', 'Priya Nair', 'O''Connor, Pat', 'Émile Laurent', 'Thandi Nkosi', 'Lucas "Lu" Silva'
] %}
{% set countries = landing_countries() %}
with users as (
    select
        n + 1 as user_no,
        {{ home_country_no('n + 1') }} as country_no,
        {{ draw('n', 'user-mess', 100) }} as mess,
        {{ draw('n', 'user-style', 100) }} as style_draw,
        {{ skewed_draw('n', 'user-tier', 4) }} as tier_no,
        -- registered in the five years before the quarter
        1585699200000 + 86400000 * {{ draw('n', 'user-registered', 1826) }} as registered_ms,
        1735689600000 + 86400000 * {{ draw('n', 'user-updated', 80) }} as updated_ms
    from {{ series(size.users) }} as numbers
),

versions as (
    select *, 0 as version_no from users
    union all
    -- one in eight is exported again a few weeks later, a tier higher; one in forty is exported twice unchanged
    select user_no, country_no, mess, style_draw, least(3, tier_no + 1), registered_ms, updated_ms + 86400000 * (20 + mod(user_no, 60)), 1
    from users
    where mod(user_no, 8) = 3
    union all
    select *, 2 from users where mod(user_no, 40) = 9
)

select
    case when style_draw < 4 then 'U' || {{ padded('user_no', 6) }} || ' ' else 'u' || {{ padded('user_no', 6) }} end as user_id,
    case
        when mess < 2 then null
        when mess < 4 then 'user' || cast(user_no as {{ dbt.type_string() }}) || '.example.com'
        when style_draw < 10 then ' User' || cast(user_no as {{ dbt.type_string() }}) || '@Example.COM'
        else 'user' || cast(user_no as {{ dbt.type_string() }}) || '@example.com'
    end as email,
    {{ draw_from('user_no', 'user-name', names) }} as full_name,
    case
        when mess between 4 and 5 then null
        when mess = 6 then '31/02/2023'
        when style_draw between 10 and 29 then {{ write_moment('registered_ms', 'european_day') }}
        when style_draw between 30 and 44 then {{ write_moment('registered_ms', 'long_day') }}
        when style_draw between 45 and 59 then {{ write_moment('registered_ms') }}
        else {{ write_moment('registered_ms', 'day') }}
    end as registration_date,
    case
        when mess between 7 and 9 then null
        when mess = 10 then 'Atlantis'
        when style_draw between 20 and 34 then lower({{ pick('country_no', countries) }})
        when style_draw between 35 and 40 then ' ' || {{ pick('country_no', countries) }} || ' '
        when country_no = 0 and style_draw between 41 and 60 then 'Deutschland'
        when country_no = 1 and style_draw between 41 and 60 then 'UK'
        when country_no = 2 and style_draw between 41 and 60 then 'United States'
        when country_no = 2 and style_draw between 61 and 80 then 'USA'
        when country_no = 3 and style_draw between 41 and 60 then 'france'
        when country_no = 4 and style_draw between 41 and 60 then 'Netherlands'
        else {{ pick('country_no', countries) }}
    end as country,
    case
        when mess between 11 and 18 then null
        when style_draw between 60 and 64 then {{ pick(draw('user_no', 'user-age', 6), ['18 to 24', '25 to 34', '35 to 44', '45 to 54', '55 to 64', '65+']) }}
        when style_draw between 65 and 69 then {{ pick(draw('user_no', 'user-age', 6), ['18–24', '25–34', '35–44', '45–54', '55–64', '65 +']) }}
        else {{ pick(draw('user_no', 'user-age', 6), ['18-24', '25-34', '35-44', '45-54', '55-64', '65+']) }}
    end as age_group,
    case
        when mess between 19 and 24 then null
        when mess = 25 then 'Diamond'
        when style_draw < 15 then upper({{ pick('tier_no', ['bronze', 'silver', 'gold', 'platinum']) }})
        when style_draw < 22 then {{ pick('tier_no', ['bronze', 'silver', 'gold', 'platinum']) }} || ' '
        else {{ pick('tier_no', ['Bronze', 'Silver', 'Gold', 'Platinum']) }}
    end as customer_tier,
    {{ draw_from('user_no', 'user-consent', ['true', 'yes', 'Y', '1', 'false', 'no', 'N', '0', 'true', 'N/A']) }} as marketing_consent,
    {{ write_moment('updated_ms') }} as updated_at
from versions
order by updated_ms, user_no, version_no
{% endmacro %}
