{{ config(materialized='incremental', full_refresh=false, incremental_strategy='append') }}
select id, grp, val, step from {{ ref('raw') }} where step = {{ var('step') }}
