{{ config(materialized='incremental', incremental_strategy='mine', unique_key='id') }}
select id, grp, val, step from {{ ref('raw') }} where step = {{ var('step') }}
