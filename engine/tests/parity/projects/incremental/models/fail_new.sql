{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}
select id{% if var('step') > 1 %}, val{% endif %} from {{ ref('raw') }} where step = {{ var('step') }}
