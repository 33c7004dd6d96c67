{{ config(materialized='incremental', incremental_strategy='append') }}
select id, (case when {{ var('step') }} > 1 then 'longer text' else 'x' end)::varchar as t, {{ 'val::bigint' if var('step') > 1 else 'val::smallint' }} as val from {{ ref('raw') }} where step = {{ var('step') }}
