{{ config(materialized='view') }}
select * from {{ ref('after_broken') }} join {{ ref('raising') }} using (n)
