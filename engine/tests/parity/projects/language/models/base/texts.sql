{# comments vanish #}
{%- set words = "the quick  brown fox".split() %}
{% raw %}-- {{ not rendered }}{% endraw %}
select
    '{{ words | map('capitalize') | join(' ') }}' as capitals,
    '{{ words[1:3] | join(',') }}' as slice,
    '{{ words[::-1] | first }}' as backwards,
    '{{ "%s-%03d" | format("id", 7) }}' as formatted,
    '{{ "a,b,,c".split(",") | reject("equalto", "") | list | length }}' as counted,
    '{{ "Ähre".upper() }}{{ 'x' * 3 }}' as shouted,
    '{{ words | length > 3 and "many" or "few" }}' as picked,
    '{{ missing | default("nothing") }}{{ none | default("kept", true) }}' as defaulted,
    '{{ ["b", "a", "C"] | sort | join }}{{ [3, 1, 2] | sort(reverse=true) | join("") }}' as sorted,
    '{{ {"one": 1, "two": 2}.items() | list | length }}' as pairs,
    '{{ "a" in "cat" }}{{ 3 not in [1, 2] }}{{ 1 is odd }}{{ "x" is string }}' as tested,
    '{{ modules.datetime.date(2024, 2, 28) + modules.datetime.timedelta(days=2) }}' as later,
    '{{ modules.re.sub("[aeiou]", "*", "education") }}' as starred,
    '{{ tojson({"b": [1, 2.5, none], "a": "é"}, sort_keys=true) }}' as encoded,
    {{ fromjson('{"n": 41}').n + 1 }} as decoded,
    '{{ fromyaml("k: [1, two]").k[1] }}' as from_yaml,
    '{{ local_md5("abc") }}' as hashed
