{#
  Fills the landing tables with a shop's data at any size, over whatever they held:

      ./transform run-operation generate_landing --args '{events: 1000000}'

  The other sizes follow from `events` unless they are given. The seeds in seeds/landing are this macro's rows at its
  defaults (export_landing writes them), so this is the one definition of the data. It is mostly right and
  wrong in the ways real data is: see docs/guide/reference-project.md for the list.
#}
{% macro generate_landing(events=30000, users=none, products=none, stories=none, transactions=none) %}
    {% set size = {
        'events': events,
        'sessions': ((events + 39) // 40) * 8,
        'users': users or [1500, events // 20] | max,
        'products': products or [300, events // 1000] | max,
        'stories': stories or [120, events // 2500] | max,
        'transactions': transactions or [8000, events * 4 // 15] | max
    } %}
    {% set queries = {
        'raw_users': landing_users(size),
        'raw_products': landing_products(size),
        'raw_stories': landing_stories(size),
        'raw_transactions': landing_transactions(size),
        'raw_events': landing_events(size)
    } %}
    {% for table, query in queries.items() %}
        {% set rows = replace_table(source('landing', table), query) %}
        {% do log(table ~ ': ' ~ rows ~ ' rows', info=true) %}
    {% endfor %}
{% endmacro %}


{# Writes the landing tables over the seeds' files, which is how those came to be. DuckDB only: it writes CSV itself. #}
{% macro export_landing(folder='seeds/landing') %}
    {% for table in ['raw_users', 'raw_products', 'raw_stories', 'raw_transactions', 'raw_events'] %}
        {% do run_query("copy " ~ source('landing', table) ~ " to '" ~ folder ~ "/" ~ table ~ ".csv' (header, delimiter ',')") %}
        {% do log(folder ~ '/' ~ table ~ '.csv', info=true) %}
    {% endfor %}
{% endmacro %}
