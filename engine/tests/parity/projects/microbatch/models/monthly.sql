{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='day', batch_size='month', begin='2023-11-01', incremental_predicates=["kind <> 'kept'"]) }}
select date_trunc('day', e.happened_at) as day, e.kind, sum(e.amount) as amount, count(*) as n
from {{ source('raw', 'events') }} e join {{ ref('stg_events').render() }} s on e.id = s.id
group by all
