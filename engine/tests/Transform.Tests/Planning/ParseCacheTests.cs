using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Transform.Core;
using Transform.Loading;
using Transform.Planning;
using Transform.Templating;
using Xunit;

namespace Transform.Tests.Planning;

/// <summary>A graph from the cache is the one that a parse of the files gives: their manifests are the same, byte for byte.</summary>
public sealed class ParseCacheTests : CachedParse
{
    private int edited;

    public static TheoryData<string> Projects() =>
    [
        .. new[] { Golden.Fixture("documentation", "manifests"), Golden.Fixture("planning", "projects") }
            .SelectMany(Directory.GetDirectories).Order(StringComparer.Ordinal).Select(path => Path.GetRelativePath(Golden.Fixture(), path)),
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_of_every_kind_comes_back_whole(string project)
    {
        var options = WorkingDays.Called(Golden.Fixture(project));
        var cold = Parse(options);
        Keep(options);

        var kept = TryRead(options).ShouldNotBeNull();

        Manifest(kept).ShouldBe(Manifest(cold));
        Said(kept).ShouldBe(Said(cold));
        kept.Dag.Order.ShouldBe(cold.Dag.Order);
        foreach (var id in cold.Dag.Order)
        {
            kept.Dag.Children(id).Order(StringComparer.Ordinal).ShouldBe(cold.Dag.Children(id).Order(StringComparer.Ordinal));
            if ((cold.Nodes[id], kept.Nodes[id]) is (TemplateNode then, TemplateNode now))
            {
                now.Template.Source.Text.ShouldBe(then.Template.Source.Text);
                now.Template.Body.Length.ShouldBe(then.Template.Body.Length);
                now.Refs.Select(call => kept.References.Ref(call, now.PackageName).Node?.UniqueId)
                    .ShouldBe(then.Refs.Select(call => cold.References.Ref(call, then.PackageName).Node?.UniqueId));
                $"{now.Span} {now.PatchSpan}".ShouldBe($"{then.Span} {then.PatchSpan}");
            }
        }
    }

    /// <summary>Whatever is edited, added, renamed or deleted between two calls, and whatever they are called with.</summary>
    [Fact]
    public void It_never_answers_for_another_project()
    {
        var hits = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => hits += Work(seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
        hits.ShouldBeGreaterThan(40);
        edited.ShouldBeGreaterThan(20);
    }

    private int Work(int seed)
    {
        var files = new WorkingDays(Folder, new Random(seed));
        var hits = 0;
        for (var step = 0; step < 12; step++)
        {
            var options = files.Next();
            var frame = Find(options);
            var cache = new ParseCache(Folder, frame, Token);
            var kept = frame.HasErrors ? null : cache.TryRead();
            if (kept is not null)
            {
                hits++;
                edited += kept.Edits is null ? 0 : 1;
                Outcome(() => Manifest(kept) + Said(kept)).ShouldBe(Outcome(() => Parse(options) is var cold ? Manifest(cold) + Said(cold) : string.Empty), files.Last);
                continue;
            }

            try
            {
                _ = cache.Write(GraphBuilder.Build(frame.Read(), Token)).Identity;
            }
            catch (TransformException)
            {
                // A project that is wrong leaves what was kept of the one before it.
            }
        }

        return hits;
    }

    [Fact]
    public void What_nobody_has_asked_for_may_change()
    {
        var files = new WorkingDays(Folder, new Random(1));
        var options = files.Next();
        Keep(options);

        TryRead(options).ShouldNotBeNull();
        TryRead(options with { Vars = DictValue.Of(("unheard_of", 1)) }).ShouldNotBeNull();
        TryRead(options with { Environment = With(options.Environment, "UNHEARD_OF", "1") }).ShouldNotBeNull();
        TryRead(options with { Flags = DictValue.Of(("PRINTER_WIDTH", 7)) }).ShouldNotBeNull();

        TryRead(options with { ShowAllDeprecations = true }).ShouldBeNull();
        TryRead(options with { Vars = DictValue.Of(("shade", "green")) }).ShouldBeNull();
        TryRead(options with { Environment = With(options.Environment, "SHOP_TAG", "other") }).ShouldBeNull();
        TryRead(options with { Flags = DictValue.Of(("FULL_REFRESH", true)) }).ShouldBeNull();
    }

    [Fact]
    public void A_file_that_is_broken_is_not_believed()
    {
        var options = Project();
        Keep(options);
        var whole = File.ReadAllBytes(Cache);
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var broken = whole[..(i % 2 == 0 ? random.Next(whole.Length) : whole.Length)];
            if (i % 2 == 1)
            {
                broken[random.Next(broken.Length)] ^= (byte)random.Next(1, 256);
            }

            File.WriteAllBytes(Cache, broken);
            TryRead(options).ShouldBeNull();
        }

        File.WriteAllBytes(Cache, whole);
        TryRead(options).ShouldNotBeNull().Edits.ShouldBeNull();
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), "select 5 from {{ ref('a') }}");
        TryRead(options).ShouldNotBeNull().Edits.ShouldNotBeNull();
        var edits = Path.Combine(Folder, "parse_cache.edits.bin");
        whole = File.ReadAllBytes(edits);
        for (var i = 0; i < 50; i++)
        {
            var broken = whole[..(i % 2 == 0 ? random.Next(whole.Length) : whole.Length)];
            if (i % 2 == 1)
            {
                broken[random.Next(broken.Length)] ^= (byte)random.Next(1, 256);
            }

            File.WriteAllBytes(edits, broken);
            ((ModelNode)TryRead(options).ShouldNotBeNull().Nodes["model.shop.b"]).RawCode.ShouldBe("select 5 from {{ ref('a') }}");
        }
    }

    [Fact]
    public void Contents_are_compared_only_while_times_do_not_tell()
    {
        var options = Project();
        var file = Path.Combine(options.ProjectDir, "models/b.sql");
        var written = File.GetLastWriteTimeUtc(file);
        Keep(options);
        File.WriteAllText(file, File.ReadAllText(file).Replace("ref('a')", "ref('n')", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(file, written);
        TryRead(options).ShouldNotBeNull().Edits.ShouldNotBeNull();

        Keep(options);
        var graph = TryRead(options).ShouldNotBeNull();
        var size = new FileInfo(Cache).Length;
        var later = TryRead(options with { Time = new Noon(365 * 10) }).ShouldNotBeNull();
        new FileInfo(Cache).Length.ShouldBeLessThan(size);
        later.Identity.ShouldBe(graph.Identity);
        TryRead(options).ShouldNotBeNull().Identity.ShouldBe(graph.Identity);
    }

    [Fact]
    public void It_is_good_until_a_model_is_deprecated()
    {
        var options = Project();
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/s.yml"), "models:\n  - {name: a, deprecation_date: 2026-01-05}\n");
        Keep(options);

        TryRead(options with { Time = new Noon(3) }).ShouldNotBeNull().Warnings.ShouldNotContain(warning => warning.Event == "DeprecatedModel");
        TryRead(options with { Time = new Noon(5) }).ShouldBeNull();
    }

    [Fact]
    public void What_has_a_secret_in_it_is_not_kept()
    {
        var options = Project();
        Keep(options);
        options.Secrets.Add("ring of bells");
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), "select 'ring' || ' of bells'");
        Keep(options);
        File.Exists(Cache).ShouldBeTrue();

        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), "{{ config(meta={'own': 'ring' ~ ' of bells'}) }} select 1");
        Keep(options);
        File.Exists(Cache).ShouldBeFalse();
    }

    [Fact]
    public void Only_files_that_have_changed_are_read_again()
    {
        var options = Project();
        var models = Path.Combine(options.ProjectDir, "models");
        foreach (var file in Directory.EnumerateFiles(options.ProjectDir, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        Keep(options);

        // Another text of the same size and time is not seen: nobody looks.
        Quietly(Path.Combine(models, "b.sql"), text => text.Replace("ref('a')", "ref('n')", StringComparison.Ordinal));
        Quietly(Path.Combine(models, "d.md"), text => text.Replace("The a.", "One a.", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(models, "s.yml"), "models:\n  - {name: a, description: \"{{ doc('d') }}\"}\n  - {name: e}\n");
        File.WriteAllText(Path.Combine(models, "e.sql"), "select 5 as e");
        TryRead(options).ShouldBeNull();
        var frame = Find(options);
        var cache = new ParseCache(Folder, frame, Token);
        cache.TryRead().ShouldBeNull();

        var graph = cache.Write(GraphBuilder.Build(frame.Read(), Token));

        graph.Nodes["model.shop.b"].DependsOn.ShouldBe(["model.shop.a"]);
        graph.Nodes["model.shop.a"].Description.ShouldBe("The a.");
        graph.Nodes["model.shop.e"].PatchPath.ShouldBe("shop://models/s.yml");
        graph.Identity.ShouldNotBeNull();
        ((ModelNode)TryRead(options).ShouldNotBeNull().Nodes["model.shop.b"]).RawCode.ShouldBe("select * from {{ ref('a') }}");
    }

    private static void Quietly(string file, Func<string, string> change)
    {
        var written = File.GetLastWriteTimeUtc(file);
        File.WriteAllText(file, change(File.ReadAllText(file)));
        File.SetLastWriteTimeUtc(file, written);
    }

    [Fact]
    public void A_selection_of_few_makes_few()
    {
        var options = WorkingDays.Called(Golden.Fixture("planning", "projects", "select"));
        Keep(options);
        var graph = TryRead(options).ShouldNotBeNull();
        var nodes = graph.Nodes.ShouldBeOfType<CachedNodes>();
        nodes.CountMade.ShouldBe(0);

        var selected = Selector.Select(graph, new SelectionOptions { Select = ["stg_orders+"] }).Nodes;

        selected.Count.ShouldBeInRange(2, nodes.Count / 2);
        nodes.CountMade.ShouldBeLessThanOrEqualTo(selected.Count + 2);
        Selector.Select(graph, new SelectionOptions { Select = ["stg_*"] }).Nodes.ShouldContain("model.atlas.stg_orders");
        nodes.CountMade.ShouldBe(nodes.Count);
    }

    /// <summary>The file has the length and the time that it had: its content alone tells, in however many calls come to nothing.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_hash_is_kept_until_what_it_tells_of_is(bool isEdited)
    {
        var options = Project();
        var file = Path.Combine(options.ProjectDir, "models/b.sql");
        var later = options with { Time = new Noon(365 * 10) };
        Keep(options);
        if (isEdited)
        {
            File.WriteAllText(file, "select 7 from {{ ref('a') }}");
            TryRead(options).ShouldNotBeNull().Edits.ShouldNotBeNull();
        }

        var (text, written) = (File.ReadAllText(file), File.GetLastWriteTimeUtc(file));
        File.WriteAllText(file, text.Replace("{{", "{%", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(file, written);

        TryRead(later).ShouldBeNull();
        TryRead(later).ShouldBeNull();
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, written);
        TryRead(later).ShouldNotBeNull();
    }

    [Fact]
    public void A_warning_that_is_silent_is_one_for_the_next_call()
    {
        var options = Project() with { Warnings = static () => new WarningPolicy { Silence = [WarningNames.RaisedByTemplate] } };
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), "{{ exceptions.warn('Beware.') }} select 1");

        Keep(options);

        File.Exists(Cache).ShouldBeFalse();
    }

    [Fact]
    public void What_a_killed_call_has_left_does_no_harm()
    {
        var options = Project();
        Keep(options);
        File.WriteAllText($"{Cache}.{Environment.ProcessId}.tmp", "TFPARSE1, and then nothing");

        TryRead(options).ShouldNotBeNull();
        Keep(options);
        TryRead(options).ShouldNotBeNull();
    }

    private static string Outcome(Func<string> parse)
    {
        try
        {
            return parse();
        }
        catch (TransformException e)
        {
            return e.Message;
        }
    }
}
