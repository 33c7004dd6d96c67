using Shouldly;
using Transform.Execution;

namespace Transform.Tests.Execution.Postgres;

public sealed class MaterializedViewTests
{
    private const string Oid = "select 'public.m'::regclass::oid";
    private const string Indexes = "select indexdef from pg_indexes where tablename = 'm' order by indexdef";

    [Fact]
    public void a_run_makes_it_and_the_next_ones_refresh_it()
    {
        using var project = Project("indexes=[{'columns': ['id'], 'unique': true}]");
        Passes(project);
        var oid = project.Rows(Oid);
        project.Execute("insert into raw values (2)");

        Passes(project);

        project.Relations().ShouldBe(["m MaterializedView", "raw Table"]);
        project.Rows("select id from m order by id").ShouldBe(["1", "2"]);
        project.Rows(Oid).ShouldBe(oid);
        project.Rows(Indexes).Single().ShouldMatch(@"^CREATE UNIQUE INDEX \S+ ON public\.m USING btree \(id\)$");
    }

    [Fact]
    public void changed_indexes_are_applied_without_making_it_anew()
    {
        using var project = Project("indexes=[{'columns': ['id'], 'unique': true}]");
        Passes(project);
        var oid = project.Rows(Oid);
        Write(project, "indexes=[{'columns': ['id'], 'type': 'hash'}]");

        Passes(project);

        project.Rows(Oid).ShouldBe(oid);
        project.Rows(Indexes).Single().ShouldContain("USING hash (id)");
        project.Execute("insert into raw values (2)");
        Passes(project);
        project.Rows("select count(*) from m").ShouldBe(["2"]);
    }

    [Fact]
    public void a_changed_configuration_may_be_left_or_refused()
    {
        using var project = Project("indexes=[{'columns': ['id']}]");
        Passes(project);
        project.Execute("insert into raw values (2)");
        var indexes = project.Rows(Indexes);

        Write(project, "indexes=[], on_configuration_change='continue'");
        Passes(project);
        Write(project, "indexes=[], on_configuration_change='fail'");
        var result = project.Run().Results.Single();

        result.Status.ShouldBe(NodeStatus.Error);
        result.Message.ShouldContain("The configuration of \"");
        result.Message.ShouldContain("has changed, and on_configuration_change is fail");
        project.Rows(Indexes).ShouldBe(indexes);
        project.Rows("select id from m").ShouldBe(["1"]);
    }

    [Fact]
    public void a_full_refresh_makes_it_anew()
    {
        using var project = Project("indexes=[]");
        Passes(project);
        project.Write("models/m.sql", "{{ config(materialized='materialized_view') }} select id, 'more' as what from raw");
        project.Options = project.Options with { FullRefresh = true };

        Passes(project);

        project.Rows("select what from m").ShouldBe(["more"]);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("view")]
    [InlineData("incremental")]
    public void it_takes_the_place_of_others_and_they_take_its(string other)
    {
        using var project = Project("indexes=[]");
        var materialized = File.ReadAllText(Path.Combine(project.Folder, "models/m.sql"));
        foreach (var kind in (string[])[other, "materialized_view", other, "materialized_view"])
        {
            project.Write("models/m.sql", materialized.Replace("='materialized_view'", $"='{kind}'", StringComparison.Ordinal));
            Passes(project);
            project.Rows("select id from m").ShouldBe(["1"]);
            project.Relations().ShouldBe([$"m {(kind == "materialized_view" ? "MaterializedView" : kind == "view" ? "View" : "Table")}", "raw Table"]);
        }
    }

    private static TestProject Project(string config)
    {
        var project = TestProject.OnPostgres();
        project.Execute("create table raw as select 1 as id");
        Write(project, config);
        return project;
    }

    private static void Write(TestProject project, string config) =>
        project.Write("models/m.sql", $"{{{{ config(materialized='materialized_view', {config}) }}}} select id from raw");

    private static void Passes(TestProject project) =>
        project.Run().Results.ShouldAllBe(r => r.Status == NodeStatus.Success, project.Last.Messages.LastOrDefault());
}
