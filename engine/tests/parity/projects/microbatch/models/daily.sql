{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='happened_at', batch_size='day', begin='2024-01-01 12:00:00', lookback=2,
  pre_hook="insert into hook_log values ('daily', 'pre', '{{ model.batch.id }}', '{{ is_incremental() }}')",
  post_hook=["insert into hook_log values ('daily', 'post', '{{ model.batch.id }}', '{{ is_incremental() }}')"]) }}
select *, {{ is_incremental() }} as filled, '{{ model.config.__dbt_internal_microbatch_event_time_start }}' as window_start
from {{ ref('soft_events') }}
{% if model.batch and model.batch.id == var('fail') | string %} where nothing = 1 {% endif %}
