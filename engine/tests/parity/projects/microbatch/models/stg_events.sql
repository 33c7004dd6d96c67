{{ config(materialized='view', event_time='happened_at') }}
select id, happened_at, kind, amount * {{ var('factor') }} as amount from {{ ref('microbatch', 'events') }}
