{{ config(severity='error', warn_if='>25', error_if='>5000', store_failures=true, limit=100) }}

-- Orders above the plausible amount wait in quarantine for somebody to look at them. A few are typing mistakes; many are a
-- change of units or of currency upstream.

select quarantine_id, transaction_id, raw_amount, currency
from {{ ref('quarantine_transactions') }}
where reject_reason = 'implausible_amount'
