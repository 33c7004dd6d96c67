{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id', merge_update_columns=['val']) }}
select id, grp, val, step from {{ ref('raw') }} where step = {{ var('step') }}
