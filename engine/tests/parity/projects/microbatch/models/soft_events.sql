{{ config(materialized='ephemeral', event_time='happened_at') }}
select * from {{ ref('stg_events') }} where kind <> 'edge'
