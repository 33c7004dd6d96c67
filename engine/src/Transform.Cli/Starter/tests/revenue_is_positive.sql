-- A test is a query that finds rows which should not exist.
select *
from {{ ref('sales_by_day') }}
where revenue <= 0
