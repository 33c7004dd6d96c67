{#- Stops where the settings of a merge are not of their types or do not go together. -#}
{% macro validate_merge_config(config, target_relation=none) %}
  {%- set errors = [] -%}
  {%- set checks = {} -%}
  {%- for name in ['merge_update_condition', 'merge_insert_condition'] -%}
    {%- do checks.update({name: validate_string_field}) -%}
  {%- endfor -%}
  {%- for name in ['merge_on_using_columns', 'merge_update_columns', 'merge_exclude_columns', 'merge_returning_columns'] -%}
    {%- do checks.update({name: validate_string_list_field}) -%}
  {%- endfor -%}
  {%- do checks.update({'merge_update_set_expressions': validate_dict_field}) -%}
  {%- for name, check in checks.items() -%}
    {%- do check(config.get(name), name, errors) -%}
  {%- endfor -%}
  {%- do validate_merge_clauses(config, checks, errors) -%}
  {%- do validate_ducklake_restrictions(config, target_relation, errors) if not errors -%}
  {%- if errors -%}
    {%- do exceptions.raise_compiler_error('The settings of the merge are wrong: ' ~ errors | join('; ')) -%}
  {%- endif -%}
{% endmacro %}

{#- merge_clauses says everything, so that other settings beside it would go unheard. -#}
{% macro validate_merge_clauses(config, base_configuration_fields, errors) %}
  {%- set clauses = config.get('merge_clauses') -%}
  {%- if clauses is none -%}
    {%- do return(none) -%}
  {%- elif clauses is not mapping -%}
    {%- do errors.append('merge_clauses is a dict, not ' ~ clauses) -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- for kind in ['when_matched', 'when_not_matched'] if kind in clauses -%}
    {%- do validate_merge_clause_list(clauses, kind, errors) -%}
  {%- endfor -%}
  {%- if 'when_matched' not in clauses and 'when_not_matched' not in clauses -%}
    {%- do errors.append('merge_clauses needs when_matched or when_not_matched') -%}
  {%- endif -%}
  {%- set unheard = [] -%}
  {%- for name in base_configuration_fields if name not in ['merge_on_using_columns', 'merge_returning_columns']
        and config.get(name) not in [none, [], {}] -%}
    {%- do unheard.append(name) -%}
  {%- endfor -%}
  {%- if unheard -%}
    {%- do errors.append(unheard | join(', ') ~ ' would do nothing beside merge_clauses') -%}
  {%- endif -%}
{% endmacro %}

{% macro validate_merge_clause_list(merge_clauses, clause_type, errors) %}
  {%- set clauses = merge_clauses.get(clause_type) -%}
  {%- if clauses is string or clauses is mapping or clauses is not sequence or not clauses -%}
    {%- do errors.append('merge_clauses.' ~ clause_type ~ ' is a list of one or more dicts') -%}
  {%- else -%}
    {%- for clause in clauses if clause is not mapping -%}
      {%- do errors.append('merge_clauses.' ~ clause_type ~ ' is a list of dicts; ' ~ clause ~ ' is none') -%}
    {%- endfor -%}
  {%- endif -%}
{% endmacro %}

{#- DuckLake returns nothing from a merge, and takes one update or delete in it. -#}
{% macro validate_ducklake_restrictions(config, target_relation, errors) %}
  {%- if duckdb_is_ducklake(target_relation) -%}
    {%- set changes = [] -%}
    {%- for kind in ['when_matched', 'when_not_matched'] -%}
      {%- do changes.extend((config.get('merge_clauses') or {}).get(kind, [])) -%}
    {%- endfor -%}
    {%- set changes = changes | selectattr('action', 'defined') | selectattr('action', 'in', ['update', 'delete']) | list -%}
    {%- do errors.append('DuckLake does not know merge_returning_columns') if config.get('merge_returning_columns') -%}
    {%- do errors.append('DuckLake takes one update or delete in a merge, not ' ~ changes | length) if changes | length > 1 -%}
  {%- endif -%}
{% endmacro %}

{% macro validate_string_field(field_value, field_name, errors) %}
  {%- do expect_merge_setting(field_value is string, field_value, field_name, 'a text', errors) -%}
{% endmacro %}

{% macro validate_dict_field(field_value, field_name, errors) %}
  {%- do expect_merge_setting(field_value is mapping, field_value, field_name, 'a dict', errors) -%}
{% endmacro %}

{% macro validate_string_list_field(field_value, field_name, errors) %}
  {%- set is_list = field_value is sequence and field_value is not string and field_value is not mapping -%}
  {%- do expect_merge_setting(is_list, field_value, field_name, 'a list of texts', errors) -%}
  {%- for item in (field_value if is_list else []) if item is not string -%}
    {%- do errors.append(field_name ~ ' is a list of texts; ' ~ item ~ ' is none') -%}
  {%- endfor -%}
{% endmacro %}

{#- A setting that is not given is as it should be. -#}
{% macro expect_merge_setting(holds, value, name, wanted, errors) %}
  {%- do errors.append(name ~ ' is ' ~ wanted ~ ', not ' ~ value) if value is not none and not holds -%}
{% endmacro %}
