{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='happened_at', batch_size='year', begin='2023-01-01', on_schema_change='append_new_columns') }}
select id, happened_at, amount {% if var('factor') > 1 %}, kind {% endif %} from {{ ref('stg_events') }}
-- the table as it is: {{ this }}
