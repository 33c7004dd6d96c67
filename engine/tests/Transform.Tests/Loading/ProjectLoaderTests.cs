using Shouldly;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;
using Xunit;

namespace Transform.Tests.Loading;

public sealed class ProjectLoaderTests
{
    [Fact]
    public void Sorts_files_by_what_they_are_and_leaves_out_what_no_path_declares()
    {
        using var project = new LoadingProject(
            ("models/a.sql", "select 1\n\n"), ("models/deep/b.SQL", "select 2"), ("models/.hidden.sql", "x"), ("models/~t.sql", "x"),
            ("models/docs.md", "Text {{ not a template\n"), ("models/d.md", "{% docs one %}\n Hello \n{% enddocs %}"),
            ("seeds/s.csv", "a,b\n"), ("seeds/s.yml", "seeds: [{name: s}]"), ("macros/m.sql", "{% macro m() %}1{% endmacro %}"),
            ("tests/t.sql", "select 1"), ("tests/generic/g.sql", "{% test g(model) %}x{% endtest %}"), ("tests/fixtures/f.sql", "{{ broken"),
            ("analyses/y.sql", "select 3"), ("snapshots/z.sql", "{% snapshot z %}select 1{% endsnapshot %}"), ("other/x.sql", "{% broken"),
            ("target/models/x.sql", "{% broken"), (".dbtignore", "ignored/\n"), ("models/ignored/x.sql", "{% broken"));

        var main = project.Load().Main;

        main.Models.Select(f => (f.Name, f.Path, f.PathInRoot)).ShouldBe([("a", "models/a.sql", "a.sql"), ("b", "models/deep/b.SQL", "deep/b.SQL")]);
        main.Models[0].Template.Source.Text.ShouldBe("select 1");
        main.Docs.ShouldHaveSingleItem().ShouldSatisfyAllConditions(d => d.Name.ShouldBe("one"), d => d.Text.ShouldBe("Hello"));
        main.Seeds.ShouldHaveSingleItem().AbsolutePath.ShouldBe(Path.Combine(project.Root, "seeds", "s.csv"));
        main.Macros.Select(f => (f.Path, f.ResourceRoot)).ShouldBe([("macros/m.sql", "macros"), ("tests/generic/g.sql", "tests/generic")]);
        main.Macros[1].Template.Blocks.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            b => b.UniqueName.ShouldBe("test_g"), b => b.PackageName.ShouldBe("p"));
        main.Tests.ShouldHaveSingleItem().Name.ShouldBe("t");
        main.Analyses.ShouldHaveSingleItem().Name.ShouldBe("y");
        main.Snapshots.ShouldHaveSingleItem().Template.Blocks[0].Name.ShouldBe("z");
        main.Properties.ShouldHaveSingleItem().Seeds.ShouldHaveSingleItem().Name.ShouldBe("s");
    }

    [Fact]
    public void A_link_that_leads_back_is_not_followed()
    {
        using var project = new LoadingProject(("models/a.sql", "select 1"));
        Directory.CreateSymbolicLink(Path.Combine(project.Root, "models", "again"), Path.Combine(project.Root, "models"));
        project.Load().Main.Models.ShouldHaveSingleItem();
    }

    [Fact]
    public void Transform_yml_wins_over_dbt_project_yml()
    {
        using var project = new LoadingProject(("transform.yml", "name: other\nprofile: p\n"));
        project.Load().Main.Name.ShouldBe("other");
    }

    [Fact]
    public void Reads_the_project_file_as_dbt_renders_it()
    {
        using var project = new LoadingProject(("dbt_project.yml", """
            name: p
            profile: "{{ env_var('PROFILE', 'p') }}"
            model-paths: ["./models/", more]
            on-run-start: "{{ later() }}"
            on-run-end: [a, {sql: b, transaction: false}]
            vars: {a: "{{ not_rendered }}", day: 2024-01-31, p: {b: 2}}
            query-comment: "{{ later() }}"
            models:
              +schema: "{{ target.name }}_x"
              +enabled: "{{ target.name == 'dev' }}"
              +since: 2024-01-31
              p:
                staging:
                  materialized: view
                  +meta: {owner: "{{ var('who', 'me') }}"}
                  +post-hook: ["{{ this }}"]
            dispatch: [{macro_namespace: dbt, search_order: [p, dbt]}]
            tests: {+severity: warn}
            """));

        var settings = project.Load(o => o with { Vars = DictValue.Of(("who", "you")) }).Main.Settings;

        settings.ModelPaths.ShouldBe(["models", "more"]);
        settings.OnRunStart.ShouldHaveSingleItem().Sql.ShouldBe("{{ later() }}");
        settings.OnRunEnd.Select(h => (h.Sql, h.Transaction)).ShouldBe([("a", true), ("b", false)]);
        settings.Vars["a"].ShouldBe("{{ not_rendered }}");
        settings.Vars["day"].TypeName.ShouldBe("date");
        settings.Other["query-comment"].ShouldBe("{{ later() }}");
        var models = settings.Configs["models"];
        ((Value)models.Configs).Repr().ShouldBe("{'schema': 'dev_x', 'enabled': True, 'since': '2024-01-31'}");
        var staging = models.Children["p"].Children["staging"];
        ((Value)staging.Configs).Repr().ShouldBe("{'materialized': 'view', 'meta': {'owner': 'you'}, 'post-hook': ['{{ this }}']}");
        settings.Dispatch["dbt"].ShouldBe(["p", "dbt"]);
        settings.Configs["data_tests"].Configs["severity"].ShouldBe("warn");
        settings.CleanTargets.ShouldBe(["target"]);
    }

    [Fact]
    public void Reads_properties_and_renders_what_dbt_renders()
    {
        using var project = new LoadingProject(("models/a.yml", """
            models:
              - name: a
                description: "{{ doc('a') }}"
                meta: {n: "{{ var('n', 3) }}", description: "{{ kept }}"}
                config:
                  tags: ["{{ 'x' ~ 1 }}"]
                  pre_hook: "{{ kept }}"
                latest_version: 2
                columns:
                  - name: id
                    description: "{{ kept }}"
                    data_type: int
                    quote: true
                    tags: t
                    data_tests:
                      - unique
                      - dbt_utils.other: {a: 1, where: "{{ 'x' }} = 1"}
                      - accepted_values: {arguments: {values: [1, "{{ kept }}"]}, config: {severity: warn}, name: mine}
                      - {test_name: relationships, to: "ref('b')", description: d}
                versions: [{v: 1, defined_in: old}, {v: 2, columns: [{include: all, exclude: [id]}]}]
            sources:
              - name: s
                schema: "{{ target.schema }}"
                freshness: null
                tables: [{name: t, loaded_at_query: "{{ kept }}", quoting: {identifier: false}}]
            unit_tests: [{name: u, model: a, given: [], expect: {rows: [{a: 1}]}}]
            """));

        var file = project.Load().Main.Properties.ShouldHaveSingleItem();

        var model = file.Models.ShouldHaveSingleItem();
        model.File.ShouldBeSameAs(file);
        model.Span.ToString().ShouldBe("models/a.yml:2:11");
        model.Description.ShouldBe("{{ doc('a') }}");
        ((Value)model.Config).Repr().ShouldBe("{'tags': ['x1'], 'pre_hook': '{{ kept }}', 'meta': {'n': 3, 'description': '{{ kept }}'}}");
        var column = model.Columns.ShouldHaveSingleItem();
        (column.Description, column.DataType, column.Quote, column.Tags[0]).ShouldBe(("{{ kept }}", "int", true, "t"));
        column.Tests.Select(t => (t.Package, t.Name, ((Value)t.Arguments).Repr(), ((Value)t.Config).Repr(), t.CustomName, t.Description)).ShouldBe(
        [
            (null, "unique", "{}", "{}", null, ""),
            ("dbt_utils", "other", "{'a': 1}", "{'where': 'x = 1'}", null, ""),
            (null, "accepted_values", "{'values': [1, '{{ kept }}']}", "{'severity': 'warn'}", "mine", ""),
            (null, "relationships", "{'to': \"ref('b')\"}", "{}", null, "d"),
        ]);
        model.Versions.Select(v => (v.Version.Repr(), v.DefinedIn, v.Properties.ExcludeColumns.Repr())).ShouldBe(
            [("1", "old", "None"), ("2", null, "['id']")]);
        var source = file.Sources.ShouldHaveSingleItem();
        (source.Schema, source.Freshness.IsNone, source.Tables[0].Freshness.IsUndefined).ShouldBe(("main", true, true));
        source.Tables[0].LoadedAtQuery.ShouldBe("{{ kept }}");
        source.Tables[0].Quoting.Identifier.ShouldBe(false);
        file.Others.ShouldHaveSingleItem().Values["expect"].Repr().ShouldBe("{'rows': [{'a': 1}]}");
    }

    [Fact]
    public void Vars_come_from_the_command_line_then_the_project_then_the_package()
    {
        using var project = new LoadingProject(
            ("dbt_project.yml", "name: p\nprofile: p\nvars: {a: project, b: project, c: project, utils: {a: scoped, b: scoped}}\n"),
            ("dbt_packages/utils/dbt_project.yml", "name: utils\nvars: {c: own, d: own, a: own}\nlog-path: elsewhere\n"),
            ("dbt_packages/utils/models/u.yml", "models: [{name: u, config: {alias: \"{{ var('b') }}\", tyop: 1}, descripton: x}]"));

        var loaded = project.Load(o => o with { Vars = DictValue.Of(("a", "cli")) });

        loaded.Warnings.ShouldBeEmpty();
        loaded.Packages.Select(p => p.Name).ShouldBe(["p", "utils", "dbt_fake", "dbt"]);
        loaded.Packages[1].Properties[0].Models[0].Config["alias"].ShouldBe("scoped");
        new[] { "a", "b", "c", "d" }.Select(n => loaded.Context.GetVar("utils", n).ToString()).ShouldBe(["cli", "scoped", "project", "own"]);
        loaded.Context.GetVar("p", "b").ShouldBe("project");
        Should.Throw<TransformException>(() => loaded.Context.GetVar("p", "bb")).Diagnostics[0].Code.ShouldBe(DiagnosticCodes.VariableMissing);
    }

    [Fact]
    public void Secrets_of_profiles_are_masked_and_cannot_be_read_elsewhere()
    {
        using var project = new LoadingProject(
            ("profiles.yml", "p:\n  target: \"{{ env_var('T') }}\"\n  outputs:\n    dev: {type: fake, schema: main, password: \"{{ env_var('DBT_ENV_SECRET_P') }}!\", token: \"ab{{cd\", threads: 3}\n    other: {x: \"{{ env_var('NOT_SET') }}\"}\n"),
            ("models/a.yml", "models: [{name: a, config: {alias: \"{{ env_var('DBT_ENV_SECRET_P') }}\"}}]"));
        project.Environment["T"] = "dev";
        project.Environment["DBT_ENV_SECRET_P"] = "hush-hush";

        project.Diagnose().ShouldContain("is a secret");
        project.Write("models/a.yml", "");
        project.Write("profiles.yml", "p:\n  outputs:\n    default: {type: fake, schema: main, password: \"{{ env_var('DBT_ENV_SECRET_P') }}!\", threads: 3}\n");
        var loaded = project.Load();
        loaded.Target.Output.Values["password"].ShouldBe("hush-hush!");
        loaded.Target.Threads.ShouldBe(3);
        loaded.Context.Secrets.Mask("say hush-hush now").ShouldBe("say ***** now");
    }

    [Theory]
    [InlineData("p:\n  outputs:\n    default:\n      type: fake\n      schema: main\n      password: hunter2\n      threads: many\n")]
    [InlineData("p:\n  outputs:\n    default: {type: fake, schema: main, password: \"hunter2\\t!\", threads: many}\n")]
    [InlineData("p:\n  outputs:\n    prod:\n      password: hunter2 # old\n    default:\n      schema: main\n")]
    [InlineData("p:\n  outputs:\n    default:\n      type: fake\n      schema: main\n      http_headers: {Authorization: hunter2, threads: many}\n      threads: many\n")]
    [InlineData("p:\n  outputs:\n    default:\n      password: 'hunter2'\n      threads: [\n")]
    [InlineData("p:\n  outputs:\n    default:\n      private_key: |\n        AAAA\n        hunter2\n      type: [\n")]
    [InlineData("p:\n  outputs:\n    default:\n      private_key: |\n        AAAA\n        hunter2\n      threads: many\n      type: fake\n      schema: main\n")]
    [InlineData("p:\n  outputs:\n    default:\n      attach: [{path: 'host=db password=hunter2'}]\n      threads: many\n      type: fake\n      schema: main\n")]
    public void Secrets_beside_what_is_wrong_with_a_profile_are_not_shown(string profiles)
    {
        using var project = new LoadingProject(("profiles.yml", profiles));
        var said = project.Diagnose();
        said.ShouldContain("profiles.yml:");
        said.ShouldContain("*****");
        said.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("DBT_ENV_SECRET_P", false)]
    [InlineData("TRANSFORM_ENV_SECRET_P", false)]
    [InlineData("MY_ENV_SECRET_P", true)]
    public void Secrets_are_those_whose_names_start_so(string name, bool readable)
    {
        using var project = new LoadingProject(("models/a.yml", $"models: [{{name: a, description: \"{{{{ env_var('{name}') }}}}\", config: {{alias: \"{{{{ env_var('{name}') }}}}\"}}}}]"));
        project.Environment[name] = "hush-hush";
        project.Diagnose().Contains("is a secret", StringComparison.Ordinal).ShouldBe(!readable);
    }

    [Theory]
    [InlineData("{{ tojson({'b': [1, none, 'é'], 'a': 1.0}) }}", "{\"b\": [1, null, \"\\u00e9\"], \"a\": 1.0}")]
    [InlineData("{{ tojson({'b': 1, 'a': 2}, sort_keys=true) }}", "{\"a\": 2, \"b\": 1}")]
    [InlineData("{{ fromjson('{\"a\": [1, 2.5, null]}')['a'] }}", "[1, 2.5, None]")]
    [InlineData("{{ fromjson('nope', 'd') }}", "d")]
    [InlineData("{{ fromyaml('a: [1, yes]')['a'] }}", "[1, True]")]
    [InlineData("{{ toyaml({'a': 1, 'h': {'i': [{'j': 1, 'k': 'yes'}]}, 'l': []}) }}", "a: 1\nh:\n  i:\n  - j: 1\n    k: 'yes'\nl: []\n")]
    [InlineData("{{ local_md5('x') }}", "9dd4e461268c8034f5c8564e155c67a6")]
    [InlineData("{{ zip([1, 2], ['a', 'b']) | list }}", "[(1, 'a'), (2, 'b')]")]
    [InlineData("{{ set([1, 1]) | list }} {{ set(1, 'd') }}", "[1] d")]
    [InlineData("{{ project_name }} {{ target.name }} {{ target.type }} {{ flags.WHICH }} {{ flags.FULL_REFRESH }}", "p dev fake run False")]
    [InlineData("{{ env_var('NOPE', 'd') }} {{ var('nope', 1) }} {{ var.has_var('nope') }} {{ dbt_version }}", "d 1 False 1.11.16")]
    [InlineData("{{ invocation_id }}", "11111111-2222-3333-4444-555555555555")]
    [InlineData("{{ modules.datetime.date(2024, 1, 31) }} {{ run_started_at.tzinfo is not none }}", "2024-01-31 True")]
    public void Templates_can_ask_what_dbt_lets_them_ask(string template, string expected)
    {
        using var project = new LoadingProject();
        var context = project.Load().Context;
        Renderer.Render(Template.Parse(new SourceText("x.sql", template)), new RenderState(context)).ShouldBe(expected);
    }

    [Fact]
    public void A_folder_that_cannot_be_read_is_an_error_of_the_project()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes a path that is longer than Linux allows, which nobody can read.");
        using var project = new LoadingProject();
        var deep = string.Join('/', Enumerable.Repeat(new string('d', 200), 12));
        var (models, other) = (Path.Combine(project.Root, "models", deep), Path.Combine(project.Root, "other"));
        Directory.CreateDirectory(models);
        Directory.CreateDirectory(Path.Combine(other, deep));
        Directory.Move(other, Path.Combine(models, "other"));
        try
        {
            Should.Throw<TransformException>(() => project.Load()).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.UnreadableFile);
        }
        finally
        {
            Directory.Move(Path.Combine(models, "other"), other);
        }
    }

    [Fact]
    public void Logging_goes_to_the_owner_of_the_run()
    {
        using var project = new LoadingProject();
        var context = project.Load().Context;
        var said = new List<(TemplateLogLevel, string)>();
        context.Log = (level, message) => said.Add((level, message));
        context.Secrets.Add("hush");
        Renderer.Render(
            Template.Parse(new SourceText("x.sql", "{{ log('a hush') }}{{ log('b', info=true) }}{{ print('c') }}")),
            new RenderState(context)).ShouldBe("");
        context.TryGetForNodes("exceptions", out var exceptions).ShouldBeTrue();
        exceptions.AsDict()!["warn"].As<ICallable>()!.Call(new RenderState(context), Arguments.Of("d"));
        said.ShouldBe(
        [
            (TemplateLogLevel.Debug, "a *****"), (TemplateLogLevel.Info, "b"), (TemplateLogLevel.Print, "c"), (TemplateLogLevel.Warn, "d"),
        ]);
    }
}
