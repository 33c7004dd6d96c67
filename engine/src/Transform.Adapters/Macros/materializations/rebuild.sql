{#- What materializations that build a relation anew have in common. -#}

{#- The relations of a rebuild: target, existing (what has the target's name now, or none), intermediate (where the new one is built),
    backup (where the old one goes), and leftovers: what a run that broke off left under the last two names. -#}
{% macro rebuild_relations(target, intermediate_suffix='__dbt_tmp') %}
  {%- set existing = load_cached_relation(target) -%}
  {%- set places = {
        'intermediate': make_intermediate_relation(target, suffix=intermediate_suffix),
        'backup': make_backup_relation(target, target.type if existing is none else existing.type)} -%}
  {%- set leftovers = [] -%}
  {%- for place in places.values() -%}
    {%- do leftovers.append(load_cached_relation(place)) -%}
  {%- endfor -%}
  {%- do return(dict(places, target=target, existing=existing, leftovers=leftovers)) -%}
{% endmacro %}

{#- Drops those of the relations that are there. -#}
{% macro drop_relations(relations) %}
  {%- for relation in relations -%}
    {%- do drop_relation_if_exists(relation) -%}
  {%- endfor -%}
{% endmacro %}

{#- Puts the new relation under the target's name, and what had the name aside. -#}
{% macro swap_relations(rebuild, old=none) %}
  {%- if old is not none -%}
    {%- do adapter.rename_relation(old, rebuild.backup) -%}
  {%- endif -%}
  {%- do adapter.rename_relation(rebuild.intermediate, rebuild.target) -%}
{% endmacro %}

{#- Grants and descriptions of a relation that has been built. old: what was there before it. -#}
{% macro grant_and_document(relation, old, full_refresh_mode=true) %}
  {%- do apply_grants(relation, config.get('grants'), should_revoke=should_revoke(old, full_refresh_mode)) -%}
  {%- do persist_docs(relation, model) -%}
{% endmacro %}
