{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='append_new_columns') }}
select {{ 'val, id' if var('step') > 1 else 'id, val' }} from {{ ref('raw') }} where step = {{ var('step') }}
