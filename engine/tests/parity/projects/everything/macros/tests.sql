{% test at_least_rows(model, minimum) %}
select count(*) as rows_found from {{ model }} having count(*) < {{ minimum }}
{% endtest %}
