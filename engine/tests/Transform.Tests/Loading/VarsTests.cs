using Shouldly;
using Transform.Templating;
using Xunit;

namespace Transform.Tests.Loading;

public sealed class VarsTests
{
    private const string Own = "dbt_packages/q/dbt_project.yml";

    [Fact]
    public void The_more_special_one_counts()
    {
        using var project = new LoadingProject(
            ("dbt_project.yml", "name: p\nprofile: p\nvars:\n  a: global\n  b: global\n  c: global\n  q:\n    a: for q\n    c: for q\n"),
            (Own, "name: q\nvars:\n  a: own\n  b: own\n  d: own\n  q:\n    d: own for q\n"));
        var loaded = project.Load(options => options with { Vars = DictValue.Of(("c", "command line")) });
        Texts(loaded, "q").ShouldBe(["for q", "global", "command line", "own for q"]);
        Texts(loaded, "p").ShouldBe(["global", "global", "command line", null]);
    }

    [Fact]
    public void The_project_file_knows_those_of_the_command_line_and_of_vars_yml_only()
    {
        using var project = new LoadingProject(
            ("dbt_project.yml", "name: p\nprofile: p\nmodels:\n  p:\n    +schema: \"{{ var('a') }}\"\n    +alias: \"{{ var('b') }}\"\n"),
            ("vars.yml", "vars:\n  a: file\n  b: file\n  p:\n    c: scoped\n"),
            (Own, "name: q\nvars:\n  x: own\nmodels:\n  +tags: \"{{ var('x', 'default') }}\"\n"));
        var loaded = project.Load(options => options with { Vars = DictValue.Of(("b", "command line")) });
        var configs = loaded.Main.Settings.Configs["models"].Children["p"].Configs;
        configs["schema"].ToString().ShouldBe("file");
        configs["alias"].ToString().ShouldBe("command line");
        loaded.Context.TryGetVar("p", "c", out var scoped).ShouldBeTrue();
        scoped.ToString().ShouldBe("scoped");
        loaded.Packages.Single(package => package.Name == "q").Settings.Configs["models"].Configs["tags"].ToString().ShouldBe("default");
    }

    [Fact]
    public void Its_own_are_not_set_yet()
    {
        using var project = new LoadingProject(("dbt_project.yml", "name: p\nprofile: p\nvars: {a: 1}\nmodels:\n  +schema: \"{{ var('a') }}\"\n"));
        project.Diagnose().ShouldContain("TF2009: The variable 'a' is not set.");
    }

    [Fact]
    public void Templates_in_them_are_rendered_when_they_are_read()
    {
        using var project = new LoadingProject(
            ("dbt_project.yml", "name: p\nprofile: p\nvars:\n  a: \"{{ var('b') ~ 1 }}\"\n  b: x\n"));
        var scope = project.Load().Context;
        Renderer.Render(Template.Parse(new Transform.Core.SourceText("t", "{{ var('a') }}")), new RenderState(scope)).ShouldBe("x1");
    }

    [Fact]
    public void Both_files_are_one_too_many()
    {
        using var project = new LoadingProject(("dbt_project.yml", "name: p\nprofile: p\nvars: {a: 1}\n"), ("vars.yml", "vars: {b: 2}\n"));
        project.Diagnose().ShouldContain("'vars' is given here and in vars.yml too");
    }

    private static string?[] Texts(Transform.Loading.Project project, string package) =>
        [.. new[] { "a", "b", "c", "d" }.Select(name => project.Context.TryGetVar(package, name, out var value) ? value.ToString() : null)];
}
