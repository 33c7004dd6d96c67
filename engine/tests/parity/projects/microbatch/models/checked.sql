{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='happened_at', batch_size='day', begin='2024-01-01', concurrent_batches=true, contract={'enforced': true}, on_schema_change='fail') }}
select id, happened_at, kind from {{ ref('daily') }}
