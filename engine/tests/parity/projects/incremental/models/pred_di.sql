{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='id', incremental_predicates=["grp = 'a'"]) }}
select id, grp, val, step from {{ ref('raw') }} where step = {{ var('step') }}
