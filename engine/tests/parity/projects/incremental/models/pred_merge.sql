{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id', incremental_predicates=["DBT_INTERNAL_DEST.grp = 'a'"]) }}
select id, grp, val, step from {{ ref('raw') }} where step = {{ var('step') }}
