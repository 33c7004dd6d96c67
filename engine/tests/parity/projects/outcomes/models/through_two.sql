{{ config(materialized='ephemeral') }}
-- reads an ephemeral model and is one
select n + 1 as n from {{ ref('other') }}
