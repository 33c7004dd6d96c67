{#
  Fails when the relation is empty. `filled_by` names the seed that fills it, which only puts this test behind that seed:
  a source has no dependencies of its own.
#}
{% test has_rows(model, filled_by=none, at_least=1) %}
select count(*) as row_count
from {{ model }}
having count(*) < {{ at_least }}
{% endtest %}
