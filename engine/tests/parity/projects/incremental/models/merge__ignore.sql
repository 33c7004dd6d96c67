{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id', on_schema_change='ignore') }}
select id, grp, val, step{% if var('step') >= 2 %}, val * 2 as twice{% endif %} from {{ ref('raw') }} where step = {{ var('step') }}
