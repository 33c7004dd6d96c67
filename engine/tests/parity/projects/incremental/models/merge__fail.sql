{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id', on_schema_change='fail') }}
select id, grp, val, step from {{ ref('raw') }} where step = {{ var('step') }}
