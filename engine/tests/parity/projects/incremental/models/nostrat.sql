{{ config(materialized='incremental', incremental_strategy='nonsense') }}
select id, grp, val, step from {{ ref('raw') }} where step = {{ var('step') }}
