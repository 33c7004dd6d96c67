select a.n from {{ ref('through_two') }} a, {{ ref('other') }} b where a.n = b.n
