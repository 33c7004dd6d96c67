{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='happened_at', batch_size='hour', begin='2024-01-01') }}
select *, '{{ model.batch.id if model.batch else none }}' as batch from {{ ref('stg_events') }}
