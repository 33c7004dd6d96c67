{% set kinds = kinds_in_seed() %}
-- depends_on: {{ ref('paints') }}
select * from (values
{% for kind in kinds %}
    ({{ loop.index }}, {{ loop.revindex0 }}, '{{ kind }}', {{ loop.first | lower }}, '{{ loop.cycle("odd", "even") }}'){{ ',' if not loop.last }}
{% else %}
    (0, 0, 'none', false, 'none')
{% endfor %}
) as listed (position, left_over, kind, is_first, parity)
