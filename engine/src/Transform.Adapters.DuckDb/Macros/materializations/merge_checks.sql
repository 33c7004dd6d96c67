{#- Stops where the settings of a merge are not of their types or do not go together. -#}
{% macro validate_merge_config(config, target_relation=none) %}
  {%- set errors = [] -%}
  {%- set kinds = {
        'merge_update_condition': 'text', 'merge_insert_condition': 'text', 'merge_on_using_columns': 'list', 'merge_update_columns': 'list',
        'merge_update_set_expressions': 'dict', 'merge_exclude_columns': 'list', 'merge_returning_columns': 'list'} -%}
  {%- for name, kind in kinds.items() -%}
    {%- set value = config.get(name) -%}
    {%- if kind == 'text' -%}
      {%- do validate_string_field(value, name, errors) -%}
    {%- elif kind == 'list' -%}
      {%- do validate_string_list_field(value, name, errors) -%}
    {%- else -%}
      {%- do validate_dict_field(value, name, errors) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do validate_merge_clauses(config, kinds, errors) -%}
  {%- if not errors -%}
    {%- do validate_ducklake_restrictions(config, target_relation, errors) -%}
  {%- endif -%}
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
  {%- for name in base_configuration_fields if name not in ['merge_on_using_columns', 'merge_returning_columns'] and config.get(name) -%}
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
  {%- if not duckdb_is_ducklake(target_relation) -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- if config.get('merge_returning_columns') -%}
    {%- do errors.append('DuckLake does not know merge_returning_columns') -%}
  {%- endif -%}
  {%- set clauses = config.get('merge_clauses') or {} -%}
  {%- set changes = [] -%}
  {%- for clause in clauses.get('when_matched', []) + clauses.get('when_not_matched', []) if clause.get('action') in ['update', 'delete'] -%}
    {%- do changes.append(clause) -%}
  {%- endfor -%}
  {%- if changes | length > 1 -%}
    {%- do errors.append('DuckLake takes one update or delete in a merge, not ' ~ changes | length) -%}
  {%- endif -%}
{% endmacro %}

{% macro validate_string_field(field_value, field_name, errors) %}
  {%- if field_value is not none and field_value is not string -%}
    {%- do errors.append(field_name ~ ' is a text, not ' ~ field_value) -%}
  {%- endif -%}
{% endmacro %}

{% macro validate_string_list_field(field_value, field_name, errors) %}
  {%- if field_value is none -%}
    {%- do return(none) -%}
  {%- elif field_value is string or field_value is mapping or field_value is not sequence -%}
    {%- do errors.append(field_name ~ ' is a list of texts, not ' ~ field_value) -%}
  {%- else -%}
    {%- for item in field_value if item is not string -%}
      {%- do errors.append(field_name ~ ' is a list of texts; ' ~ item ~ ' is none') -%}
    {%- endfor -%}
  {%- endif -%}
{% endmacro %}

{% macro validate_dict_field(field_value, field_name, errors) %}
  {%- if field_value is not none and field_value is not mapping -%}
    {%- do errors.append(field_name ~ ' is a dict, not ' ~ field_value) -%}
  {%- endif -%}
{% endmacro %}
