{{ config(alias='called', schema='other', tags=['one', 'two'], meta={'n': 1, 'list': [1, 'x']}) }}
{% set text %}{% call(a, last) wrap() %}{{ a }} + {{ last }}{% endcall %}{% endset %}
select
    {{ text }} as added,
    '{{ spread(1, 2, b='x', a='y') }}' as spread_out,
    '{{ speak("hello") }}' as spoken,
    '{{ var("scoped") }} {{ var("absent", "fallback") }}' as vars,
    {% if var('flagged') %}'yes'{% else %}'no'{% endif %} as flagged,
    '{{ this }}' as me, '{{ this.identifier }}' as my_name, '{{ model.name }}' as model_name,
    '{{ target.type }}/{{ target.schema }}/{{ target.name }}' as where_to
