{% if execute %}{{ exceptions.raise_compiler_error("not today") }}{% endif %}
select 1 as n from {{ ref('good') }}
