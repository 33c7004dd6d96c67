{#
  Who built what, when, and how it went: one row per node and run, in the schema `audit`. Called by the project's
  on-run-start and on-run-end hooks.
#}
{% macro run_log_relation() %}
    {{ return(api.Relation.create(database=target.database, schema=generate_schema_name('audit', none) | trim, identifier='run_log')) }}
{% endmacro %}

{% macro create_run_log() %}
    {% if execute %}
        {% set log_table = run_log_relation() %}
        {% do adapter.create_schema(log_table.without_identifier()) %}
        create table if not exists {{ log_table }} (
            invocation_id {{ dbt.type_string() }},
            started_at timestamp,
            node_id {{ dbt.type_string() }},
            node_type {{ dbt.type_string() }},
            status {{ dbt.type_string() }},
            seconds decimal(18, 3),
            failures integer,
            message {{ dbt.type_string() }}
        );
    {% endif %}
{% endmacro %}

{% macro write_run_log(results) %}
    {% if execute and results %}
        insert into {{ run_log_relation() }}
        values
        {% for result in results -%}
            (
                '{{ invocation_id }}',
                cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp),
                '{{ result.node.unique_id }}',
                '{{ result.node.resource_type }}',
                '{{ result.status }}',
                {{ '%.3f' | format(result.execution_time) }},
                {{ result.failures if result.failures is not none else 'null' }},
                {{ dbt.string_literal(dbt.escape_single_quotes((result.message or '') | string | truncate(500))) }}
            ){{ ',' if not loop.last }}
        {% endfor %}
    {% endif %}
{% endmacro %}
