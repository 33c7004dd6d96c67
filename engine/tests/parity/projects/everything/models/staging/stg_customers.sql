select id as customer_id, name, joined, note from {{ ref('customers') }}
