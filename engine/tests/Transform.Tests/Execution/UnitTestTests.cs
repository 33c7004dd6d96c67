using Shouldly;
using Transform.Core;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Tests.Execution;

public sealed class UnitTestTests
{
    private const string Orders = "select 1 as id, cast(9.5 as decimal(10,2)) as price, 'x' as name, date '2025-01-01' as day, true as paid";

    [Theory]
    [InlineData("rows: [{id: 1, price: 2.50, name: \"it's\", day: 2025-05-01, paid: false}, {id: 2}]", "dict")]
    [InlineData("rows: \"id,price,name,day,paid\\n1,2.50,it's,2025-05-01,false\\n2,,,,\\n\"", "csv")]
    [InlineData("fixture: given", "csv")]
    [InlineData("rows: \"select 1 as id, 2.50 as price, 'it''s' as name, date '2025-05-01' as day, false as paid union all select 2, null, null, null, null\"", "sql")]
    [InlineData("fixture: given", "sql")]
    public void Rows_may_be_given_in_every_form(string given, string format)
    {
        using var project = Project(
            "select id, price * 2 as twice, name, day, paid from {{ ref('orders') }}",
            $"""
            given:
              - input: ref('orders')
                format: {format}
                {given}
            expect:
              rows:
                - id: 2
                  NAME: null
                - id: 1
                  twice: 5
                  name: it's
                  day: 2025-05-01
                  paid: false
            """);
        project.Write("tests/fixtures/given.csv", "id,price,name,day,paid\r\n1,2.50,it's,2025-05-01,false\r\n2,,,,\r\n");
        project.Write(
            "tests/fixtures/given.sql",
            "select 1 as id, 2.50 as price, 'it''s' as name, date '2025-05-01' as day, false as paid union all select 2, null, null, null, null");

        Result(project).Status.ShouldBe(NodeStatus.Pass);
    }

    [Theory]
    [InlineData("expect: {format: csv, rows: \"id\\n1\\n1\\n\"}", NodeStatus.Pass)]
    [InlineData("expect: {format: csv, rows: \"id\\n1\\n\"}", NodeStatus.Fail)]
    [InlineData("expect: {format: sql, rows: \"select unnest([1, 1]) as id\"}", NodeStatus.Pass)]
    [InlineData("expect: {format: sql, rows: \"select unnest([1, 2]) as id\"}", NodeStatus.Fail)]
    [InlineData("expect: {format: csv, fixture: wanted}", NodeStatus.Pass)]
    [InlineData("expect: {rows: []}", NodeStatus.Fail)]
    public void Results_are_compared_as_bags(string expect, NodeStatus status)
    {
        using var project = Project("select id from {{ ref('orders') }}", $$"""
            given: [{input: ref('orders'), rows: [{id: 1}, {id: 1}]}]
            {{expect}}
            """);
        project.Write("tests/fixtures/wanted.csv", "id\n1\n1\n");

        Result(project).Status.ShouldBe(status);
    }

    [Fact]
    public void No_rows_in_and_none_out()
    {
        using var project = Project("select * from {{ ref('orders') }}", """
            given: [{input: ref('orders'), rows: []}]
            expect: {rows: []}
            """);

        Result(project).Status.ShouldBe(NodeStatus.Pass);
    }

    [Fact]
    public void A_failing_test_shows_the_rows_and_skips_the_model_and_what_reads_it()
    {
        using var project = Project("select id, name from {{ ref('orders') }} where id < 3", """
            given: [{input: ref('orders'), rows: [{id: 1, name: a}, {id: 2, name: B}, {id: 3, name: c}]}]
            expect: {rows: [{id: 1, name: a}, {id: 2, name: b}, {id: 3, name: null}]}
            """);
        project.Write("models/below.sql", "select * from {{ ref('m') }}");

        var run = project.Run();

        run.Results.Select(r => (r.Node.UniqueId, r.Status)).ShouldBe([
            ("model.shop.orders", NodeStatus.Success),
            ("unit_test.shop.m.t", NodeStatus.Fail),
            ("model.shop.m", NodeStatus.Skipped),
            ("model.shop.below", NodeStatus.Skipped)]);
        run.Results[1].Failures.ShouldBe(1);
        var diagnostic = run.Results[1].Diagnostics.ShouldHaveSingleItem();
        diagnostic.Code.ShouldBe(DiagnosticCodes.TestFailed);
        diagnostic.Message.ShouldBe("m::t: 2 rows are missing, 1 row is not expected.");
        diagnostic.Span.ShouldNotBeNull().Source.Path.ShouldBe("models/s.yml");
        run.Results[1].Message.ShouldBe("""
            actual differs from expected:

              id  name
            - 2   b
            + 2   B
                  ^
            - 3   null
              1   a

            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("false", "", "10")]
    [InlineData("true", "- {input: this, rows: [{id: 1}]}", "20")]
    [InlineData("true", "- {input: this, format: sql, rows: 'select 1 as id'}", "20")]
    public void Incremental_models_are_told_which_run_it_is(string incremental, string self, string expected)
    {
        using var project = Project(
            "{{ config(materialized='incremental') }}select id * 10 as id from {{ ref('orders') }}"
            + "{% if is_incremental() %} where id > (select max(id) from {{ this }}){% endif %}",
            $"""
            overrides:
              macros:
                is_incremental: {incremental}
            given:
              - input: ref('orders')
                rows:
                  - id: {(incremental == "true" ? 2 : 1)}
              {self}
            expect:
              rows:
                - id: {expected}
            """);
        project.Execute("create table m as select 0 as id");

        Result(project).Status.ShouldBe(NodeStatus.Pass);
    }

    [Theory]
    [InlineData("", "must say which run")]
    [InlineData("overrides: {macros: {is_incremental: true}}", "what the table holds")]
    public void Incremental_models_must_be_told_all_of_it(string overrides, string message)
    {
        using var project = Project(
            "{{ config(materialized='incremental') }}select id from {{ ref('orders') }}{% if is_incremental() %} where false{% endif %}",
            $"""
            {overrides}
            given:
              - input: ref('orders')
                rows: []
            expect:
              rows: []
            """);

        var error = Should.Throw<TransformException>(project.Plan).Diagnostics.ShouldHaveSingleItem();

        (error.Code, error.Message.Contains(message, StringComparison.Ordinal)).ShouldBe((DiagnosticCodes.InvalidUnitTest, true));
    }

    [Fact]
    public void Macros_vars_and_the_environment_answer_as_the_test_says()
    {
        using var project = Project(
            "select {{ rate() }} as rate, cast(1 as {{ dbt.type_string() }}) as type, {{ shop.rate() }} as again, {{ nested() }} as nested,"
            + " '{{ var('mode', 'none') }}' as mode, '{{ env_var('REGION', 'none') }}' as region, {{ var.has_var('mode') }} as has_mode"
            + " from {{ ref('orders') }}",
            """
            overrides: {macros: {rate: 2, type_string: double, shop.rate: 3}, vars: {mode: test}, env_vars: {REGION: eu}}
            given: [{input: ref('orders'), rows: [{id: 1}]}]
            expect: {rows: [{rate: 2, type: 1.0, again: 3, nested: 2, mode: test, region: eu, has_mode: true}]}
            """);
        project.Write("macros/rate.sql", "{% macro rate() %}{{ return(1) }}{% endmacro %}{% macro nested() %}{{ rate() }}{% endmacro %}");

        Result(project).Status.ShouldBe(NodeStatus.Pass);
    }

    [Fact]
    public void Sources_seeds_and_ephemeral_parents_are_given()
    {
        using var project = Project(
            "select o.id, s.label, e.id as other, r.id as raw from {{ ref('orders') }} o, {{ ref('labels') }} s, {{ ref('eph') }} e, {{ source('landing', 'orders') }} r",
            """
            given:
              - {input: ref('orders'), rows: [{id: 1}]}
              - {input: ref('labels')}
              - {input: ref('eph'), rows: [{id: 3}]}
              - {input: "source('landing', 'orders')", rows: [{id: 4}]}
            expect: {rows: [{id: 1, label: "a,\"b\"", other: 3, raw: 4}]}
            """);
        project.Write("seeds/labels.csv", "label\n\"a,\"\"b\"\"\"\n");
        project.Write("models/eph.sql", "{{ config(materialized='ephemeral') }}select id from {{ ref('orders') }}");
        project.Write("models/sources.yml", "sources: [{name: landing, schema: main, tables: [{name: orders, identifier: raw_orders}]}]");
        project.Execute("create table raw_orders as select 1 as id");

        Result(project).Status.ShouldBe(NodeStatus.Pass);
    }

    [Fact]
    public void Every_wanted_version_is_tested()
    {
        using var project = new TestProject(
            ("models/m_v1.sql", "select 1 as id"),
            ("models/m_v2.sql", "select 2 as id"),
            ("models/m_v3.sql", "select 2 as id"),
            ("models/s.yml", """
                models: [{name: m, latest_version: 3, versions: [{v: 1}, {v: 2}, {v: 3}]}]
                unit_tests:
                  - {name: t, model: m, versions: {exclude: [3]}, given: [], expect: {rows: [{id: 2}]}}
                """));

        var run = project.Run();

        run.Results.Where(r => r.Node.UniqueId.StartsWith("unit_test.", StringComparison.Ordinal))
            .ToDictionary(r => r.Node.UniqueId, r => r.Status).ShouldBe(
                new Dictionary<string, NodeStatus> { ["unit_test.shop.m.t_v1"] = NodeStatus.Fail, ["unit_test.shop.m.t_v2"] = NodeStatus.Pass },
                ignoreOrder: true);
        File.Exists(Path.Combine(project.Folder, "target/compiled/shop/models/s.yml/models/t_v2.sql")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("given: [{input: ref('orders'), rows: [{ids: 1}]}]", "the column 'ids'", "Did you mean 'id'?")]
    [InlineData("given: [{input: ref('orders'), rows: [{id: one}]}]", "one", "must fit the type")]
    [InlineData("given: []", "gives no rows for it", "- input: ref('orders')")]
    [InlineData("given: [{input: ref('order'), rows: []}]", "named 'order'", "Did you mean 'orders'?")]
    [InlineData("given: [{input: ref('orders'), rows: []}, {input: this, rows: []}]", null, null)]
    public void What_is_wrong_is_said_at_its_place(string given, string? message, string? hint)
    {
        using var project = Project("select id from {{ ref('orders') }}", $"{given}\nexpect: {{rows: []}}");

        var result = Result(project);

        result.Status.ShouldBe(message is null ? NodeStatus.Pass : NodeStatus.Error);
        if (message is not null)
        {
            var error = result.Diagnostics.ShouldHaveSingleItem();
            error.Message.ShouldContain(message);
            error.Hint.ShouldNotBeNull().ShouldContain(hint!);
            error.Span.ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData("given: [{input: ref('orders'), format: csv, fixture: gven}]", "Did you mean 'given'?")]
    [InlineData("given: [{input: ref('orders'), format: json, rows: []}]", "dict, csv and sql")]
    [InlineData("given: [{input: ref('orders'), rows: text}]", "for each row")]
    [InlineData("given: [{rows: []}]", "input: ref('model')")]
    [InlineData("given: [{input: ref('orders')}]", "Only a seed")]
    public void Rows_that_cannot_be_read_are_reported_when_the_project_is_planned(string given, string hint)
    {
        using var project = Project("select id from {{ ref('orders') }}", $"{given}\nexpect: {{rows: []}}");
        project.Write("tests/fixtures/given.csv", "id\n1\n");

        var error = Should.Throw<TransformException>(project.Plan).Diagnostics.ShouldHaveSingleItem();

        error.Code.ShouldBe(DiagnosticCodes.InvalidUnitTest);
        error.Hint.ShouldNotBeNull().ShouldContain(hint);
    }

    [Fact]
    public void An_error_in_the_models_sql_is_shown_in_the_model()
    {
        using var project = Project("select id,\n  nothing as b\nfrom {{ ref('orders') }}", "given: [{input: ref('orders'), rows: []}]\nexpect: {rows: []}");

        var span = Result(project).Diagnostics.ShouldHaveSingleItem().Span.ShouldNotBeNull();

        (span.Source.Path, span.Line, span.Column).ShouldBe(("models/m.sql", 2, 3));
    }

    [Fact]
    public void The_checksum_is_dbts()
    {
        using var project = Project("select id from {{ ref('orders') }}", """
            overrides: {vars: {a: 1.5}}
            given: [{input: ref('orders'), format: csv, fixture: f}]
            expect: {rows: [{id: null, name: "it's"}, {id: 1, name: "é"}]}
            """);
        project.Write("tests/fixtures/f.csv", "id,name\n,x\n1,y\n");

        // From the manifest that dbt 1.11 writes for this project.
        ((DeclaredNode)project.Plan().Nodes["unit_test.shop.m.t"]).Values["checksum"].ToString().ShouldBe("510a53a2582b70f5cbcbe4586a0f9ed461c331c3aa20a00778eefc2baab4b989");
    }

    [Fact]
    public void A_relation_that_is_not_built_is_asked_for()
    {
        using var project = Project("select id from {{ ref('orders') }}", "given: [{input: ref('orders'), rows: []}]\nexpect: {rows: []}");

        var error = project.Run("t").Results.ShouldHaveSingleItem().Diagnostics.ShouldHaveSingleItem();

        error.Hint.ShouldNotBeNull().ShouldContain("build --select orders");
    }

    [Fact]
    public void The_test_of_a_disabled_model_is_off()
    {
        using var project = Project("{{ config(enabled=false) }}select 1 as id", "given: []\nexpect: {rows: []}");

        project.Run().Results.ShouldHaveSingleItem().Node.Name.ShouldBe("orders");
    }

    [Fact]
    public void A_failing_test_of_an_ephemeral_model_stops_what_reads_it()
    {
        using var project = Project("{{ config(materialized='ephemeral') }}select 1 as id", "given: []\nexpect: {rows: [{id: 2}]}");
        project.Write("models/below.sql", "select * from {{ ref('m') }}");

        var run = project.Run();

        run.Results.Single(r => r.Node.Name == "below").SkippedBecauseOf.ShouldBe("unit_test.shop.m.t");
    }

    private static NodeResult Result(TestProject project) => project.Run().Results.Single(r => r.Node.Name == "t");

    /// <summary>A model <c>m</c> that reads <c>orders</c>, with a unit test <c>t</c>.</summary>
    private static TestProject Project(string sql, string test)
    {
        var body = string.Join('\n', test.ReplaceLineEndings("\n").Split('\n').Where(line => line.Length > 0).Select(line => "    " + line));
        return new TestProject(
            ("models/orders.sql", "{{ config(materialized='table') }}" + Orders),
            ("models/m.sql", sql),
            ("models/s.yml", $"unit_tests:\n  - name: t\n    model: m\n{body}\n"));
    }
}
