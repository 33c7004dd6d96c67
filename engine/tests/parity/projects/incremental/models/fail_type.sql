{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}
select id, {{ 'val::bigint' if var('step') > 1 else 'val::smallint' }} as val from {{ ref('raw') }} where step = {{ var('step') }}
