{% macro get_incremental_mine_sql(arg_dict) %}insert into {{ arg_dict['target_relation'] }} select id + 100, grp, val, step from {{ arg_dict['temp_relation'] }}{% endmacro %}
