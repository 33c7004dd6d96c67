select nowhere from {{ ref('good') }}
