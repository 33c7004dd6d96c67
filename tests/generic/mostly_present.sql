{# Fails when fewer than this share of the rows have a value: for columns that may be null, but not everywhere. #}
{% test mostly_present(model, column_name, at_least=0.95) %}
select count(*) as row_count, count({{ column_name }}) as present_count
from {{ model }}
having count({{ column_name }}) < {{ at_least }} * count(*)
{% endtest %}
