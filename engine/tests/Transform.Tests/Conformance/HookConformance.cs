using Shouldly;

namespace Transform.Tests.Conformance;

/// <summary>Hooks of nodes and of the run: their order, what they see, and what their failures leave.</summary>
public abstract class HookConformance(TestWarehouse warehouse) : ProjectConformance(warehouse)
{
    private const string Log = "name: shop\nprofile: shop\non-run-start: ['{{ create_log() }}']\n";

    private const string CreateLog = """
        {% macro create_log() %}
          {% if execute and not load_relation(log_of()) %}
            {% do run_query(get_create_table_as_sql(false, log_of(), "select cast('start' as " ~ dbt.type_string() ~ ") as line, 0 as n")) %}
          {% endif %}
        {% endmacro %}
        {% macro log_of() %}{{ return(api.Relation.create(database=target.database, schema=target.schema, identifier='log', type='table')) }}{% endmacro %}
        {% macro say(line) %}insert into {{ log_of() }} select '{{ line }}', 1 + max(n) from {{ log_of() }}{% endmacro %}
        """;

    [Theory]
    [InlineData("table")]
    [InlineData("view")]
    [InlineData("incremental")]
    public void hooks_run_in_their_order(string materialized)
    {
        using var project = Logged(("models/m.sql", Text(
            $"materialized='{materialized}', "
                + "pre_hook=[\"{{ say('one of ' ~ this.name) }}\", before_begin(\"{{ say('first') }}\"), \"{{ say('two') }}\"], "
                + "post_hook=[after_commit(\"{{ say('last') }}\"), \"{{ say('three') }}\", {'sql': \"{{ say('four') }}\", 'transaction': True}, \"\"]",
            "select 1 as id")));

        Passes(project);

        project.Rows("select line from log order by n").ShouldBe(["start", "first", "one of m", "two", "three", "four", "last"]);
    }

    [Fact]
    public void hooks_of_seeds_snapshots_and_the_project_run_too()
    {
        using var project = Logged(
            ("seeds/s.csv", "id\n1\n"),
            ("snapshots/snap.yml", "snapshots: [{name: snap, relation: ref('s'), config: {unique_key: id, strategy: check, check_cols: all}}]\n"));
        project.Write("dbt_project.yml", Log + """
            seeds: {+pre-hook: "{{ say('before ' ~ this.name) }}", +post-hook: "{{ say('after ' ~ this.name) }}"}
            snapshots: {+pre-hook: "{{ say('before ' ~ this.name) }}", +post-hook: "{{ say('after ' ~ this.name) }}"}
            on-run-end: ["{% for r in results %}{% if execute %}{% do run_query(say(r.node.name ~ ' ' ~ r.status)) %}{% endif %}{% endfor %}", "{{ say(schemas | join(' ') | length > 0) }}"]
            """);

        Passes(project);

        project.Rows("select line from log order by n").ShouldBe([
            "start", "before s", "after s", "before snap", "after snap", "s success", "snap success", "True"]);
    }

    [Theory]
    [InlineData("table", "")]
    [InlineData("view", "")]
    [InlineData("incremental", "")]
    [InlineData("table", "before_begin")]
    public void a_failing_pre_hook_leaves_all_as_it_was(string materialized, string when)
    {
        using var project = Logged(("models/m.sql", Text($"materialized='{materialized}'", "select 1 as id")));
        Passes(project);
        project.Write("models/m.sql", Text(
            $"materialized='{materialized}', pre_hook=[\"{{{{ say('undone') }}}}\", {when}('select * from no_such_table')]", "select 2 as id"));

        var failed = Fails(project);

        failed.Message.ShouldContain("no_such_table");
        failed.Diagnostics.ShouldHaveSingleItem().Span.ShouldNotBeNull();
        project.Rows("select id from m").ShouldBe(["1"]);
        if (project.Capabilities.TransactionalDdl && when.Length == 0)
        {
            project.Rows("select line from log where line = 'undone'").ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("table")]
    [InlineData("view")]
    [InlineData("incremental")]
    public void after_a_failing_post_hook_the_next_run_succeeds(string materialized)
    {
        using var project = Project(("models/m.sql", Text($"materialized='{materialized}'", "select 1 as id")));
        Passes(project);
        project.Write("models/m.sql", Text($"materialized='{materialized}', post_hook='select * from no_such_table'", "select 2 as id"));

        Fails(project).Message.ShouldContain("no_such_table");

        // One or the other, but whole: where DDL takes part in transactions, what was there before.
        project.Rows("select max(id) from m").ShouldBe([project.Capabilities.TransactionalDdl ? "1" : "2"]);
        project.Write("models/m.sql", Text($"materialized='{materialized}'", "select 3 as id"));
        Passes(project);
        project.Rows("select max(id) from m").ShouldBe(["3"]);
        project.Relations().ShouldBe([materialized == "view" ? "m View" : "m Table"]);
    }

    [Fact]
    public void a_failure_after_the_commit_leaves_the_new_rows()
    {
        using var project = Project(("models/m.sql", Text("materialized='table'", "select 1 as id")));
        Passes(project);
        project.Write("models/m.sql", Text("materialized='table', post_hook=after_commit('select * from no_such_table')", "select 2 as id"));

        Fails(project);

        project.Rows("select id from m").ShouldBe(["2"]);
    }

    [Fact]
    public void a_hook_may_have_several_statements_and_settings_end_with_the_node()
    {
        using var project = Logged(
            ("models/a.sql", Text("materialized='table', pre_hook=\"{{ say('x') }}; {{ say('y') }};\"", "select 1 as id")),
            ("models/b.sql", Text("materialized='table', post_hook=\"{{ say('z') }}\"", "select * from {{ ref('a') }}")));

        Passes(project);

        project.Rows("select line from log order by n").ShouldBe(["start", "x", "y", "z"]);
    }

    private Execution.TestProject Logged(params (string, string)[] files) => Project([("dbt_project.yml", Log), ("macros/log.sql", CreateLog), .. files]);
}
