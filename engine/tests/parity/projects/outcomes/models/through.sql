with own as (select n from {{ ref('other') }}) select * from own
