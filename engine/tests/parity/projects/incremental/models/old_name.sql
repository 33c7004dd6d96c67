{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='whatever') }}
select id, grp, val, step from {{ ref('raw') }} where step = {{ var('step') }}
