{% for kind in var('kinds') -%}
select '{{ kind }}' as kind from {{ ref('paints_by_kind') }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
