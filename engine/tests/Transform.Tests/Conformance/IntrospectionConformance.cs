using Shouldly;
using Transform.Execution;
using Transform.Templating;

namespace Transform.Tests.Conformance;

/// <summary>What templates and the engine can ask of a warehouse: relations, columns, queries' rows, the catalog.</summary>
public abstract class IntrospectionConformance(TestWarehouse warehouse) : ProjectConformance(warehouse)
{
    [Fact]
    public void relations_and_columns_are_found()
    {
        using var project = Shop();

        Ask(project, "{{ load_relation(ref('t')).type }} {{ load_relation(ref('v')).type }} {{ adapter.get_relation(target.database, target.schema, 'gone') }}")
            .ShouldBe("table view None");
        Ask(project, "{{ adapter.get_columns_in_relation(ref('t')) | map(attribute='name') | join(' ') }}").ShouldBe("id name at");
        Ask(project, "{% set c = adapter.get_columns_in_relation(ref('t')) %}{{ c[0].is_integer() }} {{ c[1].is_string() }} {{ c[0].is_string() }} {{ c[1].is_number() }}")
            .ShouldBe("True True False False");
        Ask(project, "{{ adapter.get_columns_in_relation(ref('v')) | map(attribute='name') | join(' ') }}").ShouldBe("id name at");
        Ask(project, "{{ adapter.list_relations(target.database, target.schema) | map(attribute='identifier') | sort | join(' ') }}").ShouldBe("t v w");
        Ask(project, "{{ adapter.get_missing_columns(ref('t'), ref('w')) | map(attribute='name') | join(' ') }}").ShouldBe("name at");
        Ask(project, "{{ adapter.check_schema_exists(target.database, target.schema) }} {{ adapter.check_schema_exists(target.database, 'no_such') }}").ShouldBe("True False");
    }

    [Fact]
    public void queries_answer_tables()
    {
        using var project = Shop();

        Ask(project, "{% set t = run_query('select id, name from ' ~ ref('t') ~ ' order by id') %}{{ t.column_names | join(',') }} {{ t.rows | length }} {{ t.columns['name'].values() | join(',') }} {{ t.rows[0]['id'] + 1 }}")
            .ShouldBe("id,name 2 a,b 2");
        Ask(project, "{% set t = run_query('select id, name from ' ~ ref('t') ~ ' where 1 = 0') %}{{ t.column_names | join(',') }} {{ t.rows | length }}").ShouldBe("id,name 0");
        Ask(project, "{% call statement('s', fetch_result=true) %}select max(id) as m from {{ ref('t') }}{% endcall %}{% set r = load_result('s') %}{{ r.table.rows[0][0] }} {{ r.data[0][0] }} {{ load_result('none') }}")
            .ShouldBe("2 2 None");
        Ask(project, "{% for r in run_query('select 1 as a union all select 2 order by 1') %}{{ r.a }}{% endfor %}").ShouldBe("12");
    }

    [Fact]
    public void relations_can_be_made_renamed_emptied_and_dropped()
    {
        using var project = Shop();
        const string Other = "{% set other = api.Relation.create(database=target.database, schema=target.schema, identifier='other', type='table') %}";

        project.Execute(project.With(r => r.CompileInline(Other + "{{ get_create_table_as_sql(false, other, 'select 1 as id') }}", Token)).Trim().TrimEnd(';'));
        project.Relations().ShouldContain("other Table");

        Operate(project, "change");

        project.Relations().ShouldNotContain("other Table");
        project.Rows("select * from renamed").ShouldBeEmpty();
        project.Relations(project.Schema + "_made").ShouldBe(["inner Table"]);
    }

    [Fact]
    public void schemas_are_made_and_dropped()
    {
        using var project = Project(("macros/m.sql", """
            {% macro make() %}
              {% do adapter.create_schema(api.Relation.create(database=target.database, schema=target.schema ~ '_new')) %}
              {% do adapter.create_schema(api.Relation.create(database=target.database, schema=target.schema ~ '_new')) %}
            {% endmacro %}
            {% macro unmake() %}{% do adapter.drop_schema(api.Relation.create(database=target.database, schema=target.schema ~ '_new')) %}{% endmacro %}
            """));

        Operate(project, "make");
        project.Ask(c => c.ListSchemas(null, Token)).ShouldContain(project.Schema + "_new");
        Operate(project, "unmake");
        project.Ask(c => c.ListSchemas(null, Token)).ShouldNotContain(project.Schema + "_new");
    }

    [Fact]
    public void the_catalog_has_every_relation_with_its_columns_in_order()
    {
        using var project = Shop();
        project.Write("models/elsewhere.sql", Text("materialized='table', schema='more'", "select 1 as z, 2 as a"));
        Passes(project);

        var catalog = project.Ask(c => c.GetCatalog(null, [project.Schema, project.Schema + "_more"], Token));

        catalog.Select(r => $"{r.Relation.Schema![project.Schema.Length..]}.{r.Relation.Identifier} {r.Relation.Kind}: {string.Join(' ', r.Columns.Select(c => c.Name))}")
            .ShouldBe([".t Table: id name at", ".v View: id name at", ".w Table: id", "_more.elsewhere Table: z a"], ignoreOrder: true);
        Ask(project, "{% set t = get_catalog(this_schema(), [target.schema]) %}{{ (t.column_names | map('lower') | list)[:10] | join(' ') }} {{ t.rows | length }}")
            .ShouldBe("table_database table_schema table_name table_type table_comment column_name column_index column_type column_comment table_owner 7");
        Ask(project, "{% for name in get_catalog(this_schema(), [target.schema]).column_names[10:] %}{{ name.split(':')[0] }}.{{ name.split(':')[2] }} {% endfor %}")
            .ShouldBe(string.Concat(Enumerable.Repeat("stats.label stats.value stats.description stats.include ", Warehouse.KnowsBytes ? 2 : 1)).Trim());
    }

    [Fact]
    public void the_catalog_of_nodes_has_statistics_of_tables()
    {
        using var project = Shop();
        if (Warehouse.Analyzes)
        {
            project.Execute("analyze t");
        }

        var catalog = project.With((graph, adapter, observer) =>
            new Runner(graph, adapter, project.Options, observer, TimeProvider.System).Catalog(graph.Nodes.Keys, Token));

        catalog.Errors.ShouldBeEmpty();
        catalog.Nodes.Select(t => t.Name).ShouldBe(["t", "v", "w"]);
        catalog.Nodes[0].Columns.Select(c => $"{c.Index} {c.Name}").ShouldBe(["1 id", "2 name", "3 at"]);
        catalog.Nodes[0].Statistics.Single(s => s.Id == "row_count").Value.ToString().ShouldBe("2");
        catalog.Nodes[0].Statistics.Any(s => s.Id == "bytes").ShouldBe(Warehouse.KnowsBytes);
        catalog.Nodes[1].Statistics.ShouldBeEmpty();
    }

    private Execution.TestProject Shop()
    {
        var project = Project(
            ("macros/change.sql", """
                {% macro this_schema() %}{{ return(ref('t').information_schema()) }}{% endmacro %}
                {% macro change() %}
                  {% set other = load_relation(api.Relation.create(database=target.database, schema=target.schema, identifier='other')) %}
                  {% set renamed = other.incorporate(path={'identifier': 'renamed'}) %}
                  {% do adapter.rename_relation(other, renamed) %}
                  {% do adapter.truncate_relation(renamed) %}
                  {% do adapter.create_schema(api.Relation.create(database=target.database, schema=target.schema ~ '_made')) %}
                  {% set inner = api.Relation.create(database=target.database, schema=target.schema ~ '_made', identifier='inner', type='table') %}
                  {% do run_query(get_create_table_as_sql(false, inner, 'select 1 as id')) %}
                  {% do adapter.drop_relation(inner.incorporate(path={'identifier': 'not_there'})) %}
                {% endmacro %}
                """),
            ("models/t.sql", Text("materialized='table'", """
                select cast(1 as {{ dbt.type_int() }}) as id, cast('a' as {{ dbt.type_string() }}) as name, cast('2024-01-01 00:00:00' as {{ dbt.type_timestamp() }}) as at
                union all select 2, 'b', cast('2024-01-02 00:00:00' as {{ dbt.type_timestamp() }})
                """)),
            ("models/v.sql", Text("materialized='view'", "select * from {{ ref('t') }}")),
            ("models/w.sql", Text("materialized='table'", "select 1 as id")));
        Passes(project);
        return project;
    }

    private static string Ask(Execution.TestProject project, string template) => project.With(r => r.CompileInline(template, Token)).Trim();

    private static void Operate(Execution.TestProject project, string macro) =>
        project.With(r => r.RunOperation(new OperationCall(macro, new DictValue()), Token)).Failed.ShouldBeFalse();
}
