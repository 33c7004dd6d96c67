{{ config(materialized='incremental', incremental_strategy='append', pre_hook="select 1", post_hook=["{{ log('done', info=false) }}", {'sql': 'select 2', 'transaction': false}]) }}
select 1 as n
