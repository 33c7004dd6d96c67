{{ config(materialized='incremental', unique_key=['id']) }}
select id, grp, val, step from {{ ref('raw') }} where step = {{ var('step') }}
