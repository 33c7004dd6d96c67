{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='id', on_schema_change='append_new_columns') }}
select id, grp, val, step{% if var('step') >= 2 %}, val * 2 as twice{% endif %}{% if var('step') < 3 %}, 'x' as gone{% endif %} from {{ ref('raw') }} where step = {{ var('step') }}
