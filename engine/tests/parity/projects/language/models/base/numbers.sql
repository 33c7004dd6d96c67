{%- set state = namespace(total=0, seen=[]) -%}
{%- for i in range(1, 6) -%}
    {%- set state.total = state.total + i -%}
    {%- do state.seen.append(i ** 2) -%}
{%- endfor -%}
select
    {{ state.total }} as total,
    '{{ state.seen }}' as squares,
    {{ state.seen | sum }} as summed,
    {{ 7 // 2 }} as floored, {{ -7 // 2 }} as negative, {{ 7 % 3 }} as modulo, {{ -7 % 3 }} as negative_modulo,
    {{ 7 / 2 }} as divided, {{ 2 ** 10 }} as power, {{ 1e3 }} as exponent,
    '{{ 0.1 + 0.2 }}' as floating, {{ 10 | round(1) }} as rounded, {{ 3.456 | round(2) }} as cut,
    '{{ ((1, 'a', none, true, [2.0], {'k': 'v'}) | string) | replace("'", "''") }}' as printed
