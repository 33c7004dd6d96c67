{{ config(materialized='table') }}
select 'hourly' as model, count(*) as n, sum(amount) as amount from {{ ref('hourly') }}
union all select 'daily', count(*), sum(amount) from {{ ref('daily') }}
union all select 'monthly', sum(n), sum(amount) from {{ ref('monthly') }}
union all select 'yearly', count(*), sum(amount) from {{ ref('yearly') }}
