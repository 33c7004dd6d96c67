{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id', on_schema_change='sync_all_columns') }}
select id, grp, val, step{% if var('step') >= 2 %}, val * 2 as twice{% endif %}{% if var('step') < 3 %}, 'x' as gone{% endif %} from {{ ref('raw') }} where step = {{ var('step') }}
