{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}
select id, grp, val, step from {{ ref('raw') }} where step = {{ var('step') }}
