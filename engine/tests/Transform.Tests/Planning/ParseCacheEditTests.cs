using Shouldly;
using Transform.Planning;
using Transform.Templating;
using Xunit;

namespace Transform.Tests.Planning;

/// <summary>Models that were edited since the graph was made are read alone, where nothing else depends on what has changed.</summary>
public sealed class ParseCacheEditTests : CachedParse
{
    [Fact]
    public void A_model_that_is_edited_is_read_alone()
    {
        var options = Project();
        var file = Path.Combine(options.ProjectDir, "models/b.sql");
        Keep(options);
        var whole = File.ReadAllBytes(Cache);
        foreach (var text in (string[])["select 2 from {{ ref('a') }}", "select '{{ shade() }}' from {{ ref('n') }}", "select 3 from {{ ref('a') }}, {{ ref('n') }}"])
        {
            File.WriteAllText(file, text);

            var graph = TryRead(options).ShouldNotBeNull();

            graph.Edits.ShouldNotBeNull().Nodes.ShouldHaveSingleItem().ShouldBeOfType<ModelNode>().RawCode.ShouldBe(text);
            Manifest(graph).ShouldBe(Manifest(Parse(options)));
            TryRead(options).ShouldNotBeNull().Identity.ShouldBe(graph.Identity);
        }

        File.ReadAllBytes(Cache).ShouldBe(whole);
        Keep(options);
        TryRead(options).ShouldNotBeNull().Edits.ShouldBeNull();
    }

    [Theory]
    [InlineData("{{ config(materialized='table') }} select 1")]
    [InlineData("select '{{ model.name }}'")]
    [InlineData("select * from {{ ref('b') }}")]
    [InlineData("select * from {{ ref('nowhere') }}")]
    [InlineData("select {{ broken( }}")]
    [InlineData("select {{ exceptions.warn('Beware.') }} 1")]
    [InlineData("select '{{ metric('nowhere') }}' from {{ ref('a') }}")]
    public void What_others_may_depend_on_is_left_to_a_parse_of_everything(string text)
    {
        var options = Project();
        Keep(options);
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), text);

        TryRead(options).ShouldBeNull();
    }

    [Fact]
    public void What_an_edited_model_asks_counts_when_another_one_is_edited()
    {
        var options = Project();
        var (b, e) = (Path.Combine(options.ProjectDir, "models/b.sql"), Path.Combine(options.ProjectDir, "models/e.sql"));
        File.WriteAllText(e, "select 1");
        Keep(options);
        File.WriteAllText(b, "select * from {% if env_var('OTHER', '') == 'n' %}{{ ref('n') }}{% else %}{{ ref('a') }}{% endif %}");
        TryRead(options).ShouldNotBeNull().Edits.ShouldNotBeNull().Nodes.ShouldHaveSingleItem();
        File.WriteAllText(e, "select 2");
        TryRead(options).ShouldNotBeNull().Edits.ShouldNotBeNull().Nodes.Length.ShouldBe(2);

        var other = options with { Environment = With(options.Environment, "OTHER", "n") };

        Manifest(TryRead(other).ShouldNotBeNull()).ShouldBe(Manifest(Parse(other)));
        TryRead(other).ShouldNotBeNull().Nodes["model.shop.b"].DependsOn.ShouldBe(["seed.shop.n"]);
    }

    [Fact]
    public void An_edited_model_says_what_it_says_now_once()
    {
        var options = Project();
        var file = Path.Combine(options.ProjectDir, "models/b.sql");
        File.WriteAllText(file, "{{ log('old', info=true) }} select 1");
        Keep(options);
        var said = new List<string>();
        foreach (var text in (string[])["{{ log('new', info=true) }} select 2", "{{ log('never', info=true) }} {{ config(materialized='table') }} select 3"])
        {
            File.WriteAllText(file, text);
            var frame = Find(options);
            frame.Project.Context.Log = (_, message) => said.Add(message);
            _ = new ParseCache(Folder, frame, Token).TryRead();
        }

        said.ShouldBe(["new"]);
    }
}
