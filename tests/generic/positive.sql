{# Fails for every row where the column is zero or less. Nulls pass: that is not_null's question. #}
{% test positive(model, column_name, or_zero=false) %}
select {{ column_name }}
from {{ model }}
where {{ column_name }} {{ '<' if or_zero else '<=' }} 0
{% endtest %}
