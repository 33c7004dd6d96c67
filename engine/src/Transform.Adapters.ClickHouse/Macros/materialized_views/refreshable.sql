{#- refreshable: {interval, randomize, depends_on, depends_on_validation, append}: a view whose query is run anew from time to time. -#}
{% macro refreshable_mv_clause() -%}
  {%- set refreshable = config.get('refreshable') or none -%}
  {%- if refreshable is not none -%}
    {%- if refreshable is not mapping -%}
      {%- do exceptions.raise_compiler_error('refreshable is a dictionary with an interval, such as {interval: EVERY 5 MINUTE}') -%}
    {%- elif not refreshable.get('interval') -%}
      {%- do exceptions.raise_compiler_error('refreshable needs an interval, such as EVERY 5 MINUTE') -%}
    {%- endif -%}
    {%- set depends_on = [refreshable.depends_on] if refreshable.get('depends_on') is string else refreshable.get('depends_on') or [] -%}
    {%- for view in depends_on -%}
      {%- if view is not string -%}
        {%- do exceptions.raise_compiler_error('depends_on of a refreshable view is the name of a view, or a list of names') -%}
      {%- elif refreshable.get('depends_on_validation') -%}
        {%- do validate_refreshable_mv_existence(view) -%}
      {%- endif -%}
    {%- endfor -%}
    REFRESH {{ refreshable.interval }}
    {{- ' RANDOMIZE FOR ' ~ refreshable.randomize if refreshable.get('randomize') }}
    {{- ' DEPENDS ON ' ~ depends_on | join(', ') if depends_on }}
    {{- ' APPEND' if refreshable.get('append') }}
  {%- endif -%}
{%- endmacro %}

{% macro validate_refreshable_mv_existence(mv) %}
  {%- set parts = (mv if '.' in mv else 'default.' ~ mv).split('.') -%}
  {%- set found = run_query('select count() from system.view_refreshes where database = ' ~ clickhouse_literal(parts[0]) ~ ' and view = ' ~ clickhouse_literal(parts[1])) -%}
  {%- if not found.rows[0][0] | int -%}
    {%- do exceptions.raise_compiler_error("There is no refreshable view '" ~ mv ~ "', which depends_on names") -%}
  {%- endif -%}
{% endmacro %}

{#- Gives a view that is there the schedule of the config. Whether it is refreshable at all, and whether it appends, stays. -#}
{% macro clickhouse__modify_mv_refresh(mv_relation, existing_relation, cluster_clause) %}
  {%- set refreshable = config.get('refreshable') or none -%}
  {%- set again = '. Run the model with --full-refresh to make the view anew' -%}
  {%- if (refreshable is not none) != existing_relation.is_refreshable -%}
    {%- do exceptions.raise_compiler_error(mv_relation ~ (' is refreshable, and its model is not' if refreshable is none else ' is not refreshable, and its model is') ~ again) -%}
  {%- elif refreshable is not none -%}
    {%- set clause = refreshable_mv_clause() -%}
    {%- if (refreshable.get('append', false) | string == 'True') != existing_relation.refreshable_append -%}
      {%- do exceptions.raise_compiler_error(mv_relation ~ ' and its model differ in whether a refresh appends' ~ again) -%}
    {%- endif -%}
    {%- call statement('modify_refresh') -%}
      alter table {{ mv_relation }} {{ cluster_clause }} modify {{ clause }}
    {%- endcall -%}
  {%- endif -%}
{% endmacro %}
