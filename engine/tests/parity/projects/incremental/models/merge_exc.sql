{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id', merge_exclude_columns=['step']) }}
select id, grp, val, step from {{ ref('raw') }} where step = {{ var('step') }}
