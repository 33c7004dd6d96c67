select * from {{ ref('through') }} where n > 1
