{# The event types that the shop's clients send. Anything else goes to quarantine. #}
{% macro shop_event_types() -%}
    {{ return([
        'PAGE_VIEW', 'PRODUCT_VIEW', 'SEARCH', 'ADD_TO_CART', 'REMOVE_FROM_CART', 'CHECKOUT_START', 'PURCHASE', 'LOGIN', 'LOGOUT',
        'STORY_READ'
    ]) }}
{%- endmacro %}

{# A list of texts as SQL literals, for `in (...)`. #}
{% macro quoted_list(values) -%}
    {%- for value in values -%}
        '{{ value | replace("'", "''") }}'{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
