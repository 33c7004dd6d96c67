using Shouldly;
using Transform.Core;
using Transform.Execution;
using Transform.Templating;

namespace Transform.Tests.Execution;

public sealed class RunTests
{
    [Fact]
    public void A_test_materialization_of_the_project_sees_the_compiled_code()
    {
        using var project = new TestProject(
            ("tests/t.sql", "select 1 where {{ 'false' }}"),
            ("macros/m.sql", """
                {% materialization test, default %}
                  {% call statement('main', fetch_result=true) %}
                    select count(*) as failures, '{{ model.compiled_code }}' <> 'select 1 where false' as should_warn, false as should_error
                    from ({{ sql }}) as failing
                  {% endcall %}
                  {{ return({'relations': []}) }}
                {% endmaterialization %}
                """));

        project.Run().Results.ShouldHaveSingleItem().Status.ShouldBe(NodeStatus.Pass);
    }

    [Fact]
    public void A_fail_calc_that_is_no_number_says_so()
    {
        using var project = new TestProject(
            ("models/a.sql", "select 1 as id"),
            ("macros/t.sql", "{% test named(model) %}select 'many' as name from {{ model }}{% endtest %}"),
            ("models/s.yml", "models: [{name: a, data_tests: [named: {config: {fail_calc: max(name), error_if: \"= 'many'\", warn_if: \"= 'many'\"}}]}]"));

        var result = project.Run().Results[1];

        result.Status.ShouldBe(NodeStatus.Error);
        result.Message.ShouldContain("no number");
    }

    [Fact]
    public void Failing_rows_are_stored_and_named()
    {
        using var project = new TestProject(
            ("models/a.sql", "select unnest([1, 2, null]) as id"),
            ("models/s.yml", "models: [{name: a, columns: [{name: id, data_tests: [not_null: {config: {store_failures: true}}]}]}]"));

        var result = project.Run().Results[1];

        result.Status.ShouldBe(NodeStatus.Fail);
        result.Diagnostics.ShouldHaveSingleItem().Hint.ShouldNotBeNull().ShouldContain("\"main_dbt_test__audit\".\"not_null_a_id\"");
        project.Rows("select count(*) from main_dbt_test__audit.not_null_a_id").ShouldBe(["1"]);
    }

    [Fact]
    public void Fail_fast_starts_nothing_more()
    {
        using var project = new TestProject(
            ("models/a.sql", "select broken"),
            ("models/b.sql", "select 1 as id"),
            ("models/c.sql", "select 1 as id from {{ ref('b') }}")) { Options = new RunOptions { Threads = 1, FailFast = true } };

        var run = project.Run();

        run.Failed.ShouldBeTrue();
        run.Results.Count(r => r.Status == NodeStatus.Error).ShouldBe(1);
        run.Results.Count(r => r.Status == NodeStatus.Skipped).ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public void Hooks_of_the_project_run_before_and_after_and_see_the_results()
    {
        using var project = new TestProject(
            ("dbt_project.yml", """
                name: shop
                profile: shop
                on-run-start: "create table if not exists log (line varchar)"
                on-run-end:
                  - "{% for r in results %}insert into log values ('{{ r.node.name }} {{ r.status }}');{% endfor %}"
                  - "insert into log values ('{{ schemas | join(',') }}')"
                """),
            ("models/a.sql", "{{ config(pre_hook=\"insert into log values ('before {{ this.name }}')\") }}select 1 as id"));

        project.Run().Failed.ShouldBeFalse();

        project.Rows("select line from log").ShouldBe(["before a", "a success", "main"]);
    }

    [Fact]
    public void Results_their_nodes_and_the_projects_vars_give_themselves_as_mappings()
    {
        using var project = new TestProject(
            ("dbt_project.yml", """
                name: shop
                profile: shop
                vars: {region: north}
                on-run-start: "create table if not exists log (line varchar)"
                on-run-end:
                  - >-
                    {% for r in results %}insert into log values ('{{ r.to_dict().node.name }} {{ r.node.to_dict()['alias'] }}
                    {{ r.node.config.to_dict().materialized }} {{ r.timing[0].to_dict().name }} {{ r.node.get('nope', 'no') }}');{% endfor %}
                  - "insert into log values ('{{ builtins.ref.config.vars.to_dict().region }}')"
                """),
            ("models/a.sql", "select 1 as id"));

        project.Run().Failed.ShouldBeFalse();

        project.Rows("select line from log").ShouldBe(["a a view compile no", "north"]);
    }

    // As dbt shows them: what tests and models have is not in results of sources, and the other way round.
    [Fact]
    public void Results_of_freshness_are_of_a_class_of_their_own()
    {
        using var project = new TestProject(
            ("dbt_project.yml", """
                name: shop
                profile: shop
                on-run-end:
                  - "{% for r in results %}{% do log(r.node.name ~ '|' ~ r.status ~ '|' ~ (r.message or '').split('\n')[0] ~ '|' ~ r.thread_id ~ '|' ~ r.skipped) %}{% do log(r.to_dict().keys() | list) %}{% endfor %}"
                  - "{% for r in results if r.age is defined %}{% do log(r.max_loaded_at.year ~ '|' ~ r.to_dict()['max_loaded_at'] ~ '|' ~ (r.age > 0)) %}{% endfor %}"
                """),
            ("models/s.yml", """
                sources:
                  - name: raw
                    schema: main
                    config: {loaded_at_field: loaded, freshness: {error_after: {count: 2, period: day}}}
                    tables: [{name: old}, {name: missing}]
                """));
        project.Execute("create table old as select timestamp '2020-01-01' as loaded");
        project.Options = project.Options with { Work = RunWork.Freshness, Threads = 1 };

        project.Run();

        project.Last!.Messages.Where(m => m.Contains('|') || m.StartsWith('[')).ShouldBe(
        [
            "old|error||Thread-1 (worker)|False",
            "['status', 'timing', 'thread_id', 'execution_time', 'adapter_response', 'message', 'failures', 'node', 'max_loaded_at', 'snapshotted_at', 'age']",
            "missing|runtime error|Runtime Error in source missing (models/s.yml)|Thread-1 (worker)|False",
            "['status', 'timing', 'thread_id', 'execution_time', 'adapter_response', 'message', 'failures', 'node']",
            "2020|2020-01-01T00:00:00+00:00|True",
        ], ignoreOrder: true);
    }

    [Fact]
    public void What_templates_of_many_threads_put_into_the_graph_is_all_there()
    {
        const string Model = "{% do graph.setdefault('cache', {}).setdefault('seen', []).append(model.name) %}"
            + "{% for i in range(300) %}{% do graph.setdefault('cache', {}).setdefault('all', {}).update({model.name ~ i: i}) %}{% endfor %}select 1 as id";
        var models = Enumerable.Range(0, 8).Select(i => ($"models/m{i}.sql", "{% if execute %}" + Model + "{% else %}select 1{% endif %}"));
        using var project = new TestProject([
            ("dbt_project.yml", """
                name: shop
                profile: shop
                on-run-end: "create table counted as select {{ graph.cache['all'] | length }} as n, {{ graph.cache.seen | length }} as m"
                """),
            .. models]);

        project.Run().Failed.ShouldBeFalse();

        project.Rows("select n || ' ' || m from counted").ShouldBe(["2400 8"]);
    }

    [Fact]
    public void What_templates_do_to_the_graph_and_to_config_changes_no_node()
    {
        const string Odd = """
            {% if execute %}
              {% set b = graph.nodes['model.shop.b'] %}
              {% do b.config.meta.update({'owner': 'a'}) %}
              {% do b.config.update({'materialized': 'view'}) %}
              {% do b.columns.id.meta.update({'owner': 'a'}) %}
              {% do b.constraints.append({'type': 'odd'}) %}
              {% do graph.sources['source.shop.s.t'].config.meta.update({'owner': 'a'}) %}
              {% do graph.exposures['exposure.shop.e'].meta.update({'owner': 'a'}) %}
              {% do model.config.meta.update({'owner': 'a'}) %}
              {% do config.get('meta').update({'owner': 'a'}) %}
            {% endif %}
            select '{{ model.config.meta.owner }} {{ config.get('meta').owner }}' as own
            """;
        using var project = new TestProject(
            ("dbt_project.yml", "name: shop\nprofile: shop\nmodels: {+materialized: table, +meta: {owner: nobody}}\n"),
            ("models/a.sql", Odd),
            ("models/b.sql", """
                -- depends_on: {{ ref('a') }}
                select '{{ config.get('meta').owner }} {{ model.columns.id.meta.owner }} {{ model.config.meta.owner }}' as seen,
                    '{{ graph.nodes[model.unique_id].config.meta.owner }} {{ graph.nodes[model.unique_id].config.materialized }}' as shared, 1 as id
                """),
            ("models/s.yml", """
                models: [{name: b, columns: [{name: id, data_type: integer, meta: {owner: me}}]}]
                sources: [{name: s, meta: {owner: me}, tables: [{name: t}]}]
                exposures: [{name: e, type: dashboard, owner: {name: n}, meta: {owner: me}, depends_on: [ref('b')]}]
                """));

        project.With(runner => runner.Run(new HashSet<string> { "model.shop.a", "model.shop.b" }, TestContext.Current.CancellationToken))
            .Failed.ShouldBeFalse();

        project.Rows("select own from a").ShouldBe(["a a"]);
        project.Rows("select seen, shared from b").ShouldBe(["nobody me nobody|a view"]);
        project.Rows("select table_type from information_schema.tables where table_name = 'b'").ShouldBe(["BASE TABLE"]);
    }

    [Fact]
    public void Macros_that_a_template_calls_only_while_it_runs_are_known_afterwards()
    {
        using var project = new TestProject(
            ("dbt_project.yml", "name: shop\nprofile: shop\non-run-start: \"{% if execute %}{{ inner() }}{% endif %}\"\n"),
            ("macros/m.sql", """
                {% macro inner() %}select 1 as id{% endmacro %}
                {% macro outer() %}{{ inner() }}{% endmacro %}
                {% macro around() %}{{ caller() }}{% endmacro %}
                {% macro default__chosen() %}{% endmacro %}
                """),
            ("models/a.sql", "{{ config(pre_hook=\"{% if execute %}{{ inner() }}{% endif %}\") }}{% if execute %}{{ outer() }}{% endif %}"),
            ("models/b.sql", "{% if execute %}{% call around() %}{{ inner() }}{% endcall %}{{ adapter.dispatch('chosen')() }}{{ outer() and fail }}{{ exceptions.raise_compiler_error('no') }}{% endif %}"),
            ("models/e.sql", "{{ config(materialized='ephemeral') }}{% if execute %}{{ inner() }}{% endif %}"),
            ("models/c.sql", "select * from {{ ref('e') }}"),
            ("models/s.yml", "models: [{name: a, columns: [{name: id, data_tests: [not_null]}]}]"));

        var run = project.Run();

        run.Results.Where(r => r.Macros.Length > 0).ToDictionary(r => r.Node.Name, r => string.Join(' ', r.Macros)).ShouldBe(
            new Dictionary<string, string>
            {
                ["shop-on-run-start-0"] = "macro.shop.inner",
                ["a"] = "macro.shop.outer",
                ["b"] = "macro.shop.around macro.shop.default__chosen macro.shop.outer",
                ["not_null_a_id"] = "macro.dbt.get_where_subquery macro.dbt.test_not_null macro.dbt.get_limit_subquery_sql macro.dbt.should_store_failures macro.dbt.statement",
            },
            ignoreOrder: true);
        run.Ephemeral.ShouldHaveSingleItem().Macros.ShouldBe(["macro.shop.inner"]);
    }

    [Fact]
    public void A_failing_start_hook_skips_the_nodes_where_the_flag_says_so()
    {
        const string Settings = "name: shop\nprofile: shop\non-run-start: select broken\n";
        using var project = new TestProject(("dbt_project.yml", Settings), ("models/a.sql", "select 1 as id"));

        var run = project.Run();
        run.Results.Select(r => r.Status).ShouldBe([NodeStatus.Error, NodeStatus.Success]);
        run.Results[0].CompiledCode.ShouldBe("select broken");

        project.Write("dbt_project.yml", Settings + "flags: {skip_nodes_if_on_run_start_fails: true}\n");
        project.Run().Results.Select(r => r.Status).ShouldBe([NodeStatus.Error, NodeStatus.Skipped]);
    }

    [Fact]
    public void Custom_schemas_are_made()
    {
        using var project = new TestProject(("models/a.sql", "{{ config(schema='odd \"name', materialized='table') }}select 1 as id"));

        project.Run().Failed.ShouldBeFalse();

        project.Rows("select table_schema from information_schema.tables").ShouldBe(["main_odd \"name"]);
    }

    [Fact]
    public void An_error_in_the_query_points_at_the_models_line()
    {
        using var project = new TestProject(("models/a.sql", "select\n  1 as id,\n  nme\nfrom (select 1 as name)"));

        var span = project.Run().Results.ShouldHaveSingleItem().Diagnostics.ShouldHaveSingleItem().Span.ShouldNotBeNull();

        span.ToString().ShouldBe("models/a.sql:3:3");
        span.Length.ShouldBe(3);
    }

    [Fact]
    public void Show_compile_and_run_operation_work_without_a_run()
    {
        using var project = new TestProject(
            ("models/a.sql", "select unnest(range(10)) as id"),
            ("macros/m.sql", "{% macro fill(rows) %}{% do run_query('create table filled as select * from range(' ~ rows ~ ')') %}{{ log('done', info=true) }}{% endmacro %}"));

        project.With(r => r.Show("model.shop.a", null, 3, default)).Rows.Rows.Count.ShouldBe(3);
        project.With(r => r.Show(null, "select {{ 1 + 1 }} as two", -1, default)).Rows.Rows[0][0].ShouldBe(2L);
        project.With(r => r.CompileInline("select * from {{ ref('a') }}", default)).ShouldBe("select * from \"shop\".\"main\".\"a\"");
        project.With(r => r.RunOperation(new OperationCall("fill", DictValue.Of(("rows", 4))), default)).Status.ShouldBe(NodeStatus.Success);
        project.Rows("select count(*) from filled").ShouldBe(["4"]);
        Should.Throw<TransformException>(() => project.With(r => r.RunOperation(new OperationCall("fil", new DictValue()), default)))
            .Diagnostics[0].Hint.ShouldBe("Did you mean 'fill'?");
    }

    [Fact]
    public void A_reference_that_is_hidden_at_parse_time_says_how_to_name_it()
    {
        using var project = new TestProject(
            ("models/a.sql", "select 1 as id"),
            ("models/b.sql", "{% if execute %}select * from {{ ref('a') }}{% else %}select 1{% endif %}"));

        var failed = project.Run().Results.Single(r => r.Failed);

        failed.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.UndeclaredDependency);
    }
}
