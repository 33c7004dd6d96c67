{{ config(materialized='incremental', unique_key='id', incremental_strategy='merge', on_schema_change='sync_all_columns') }}
select id, kind {% if is_incremental() %}, upper(kind) as loud {% endif %}
from {{ ref('paints') }}
