{{ config(tags='wrong') }}
select absent from {{ ref('through') }}
