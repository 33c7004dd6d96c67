{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='id', on_schema_change='append_new_columns') }}
select id, grp, val, step from {{ ref('raw') }} where step = {{ var('step') }}
