using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Transform.Adapters.DuckDb;
using Transform.Core;
using Transform.Documentation;
using Transform.Documentation.Artifacts;
using Transform.Loading;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Tests.Planning;

/// <summary>A graph from the cache is the one that a parse of the files gives: their manifests are the same, byte for byte.</summary>
public sealed class ParseCacheTests : IDisposable
{
    private int edited;
    private readonly string folder = Directory.CreateTempSubdirectory("transform-cache-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string> Projects() =>
    [
        .. new[] { Golden.Fixture("documentation", "manifests"), Golden.Fixture("planning", "projects") }
            .SelectMany(Directory.GetDirectories).Order(StringComparer.Ordinal).Select(path => Path.GetRelativePath(Golden.Fixture(), path)),
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_of_every_kind_comes_back_whole(string project)
    {
        var options = Options(Golden.Fixture(project));
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
        var files = new Changes(folder, new Random(seed));
        var hits = 0;
        for (var step = 0; step < 12; step++)
        {
            var options = files.Next();
            var frame = Find(options);
            var cache = new ParseCache(folder, frame, Token);
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
        var files = new Changes(folder, new Random(1));
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
        var options = new Changes(folder, new Random(1)).Next();
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
        var edits = Path.Combine(folder, "parse_cache.edits.bin");
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
        var options = new Changes(folder, new Random(1)).Next();
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
        var options = new Changes(folder, new Random(1)).Next();
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/s.yml"), "models:\n  - {name: a, deprecation_date: 2026-01-05}\n");
        Keep(options);

        TryRead(options with { Time = new Noon(3) }).ShouldNotBeNull().Warnings.ShouldNotContain(warning => warning.Event == "DeprecatedModel");
        TryRead(options with { Time = new Noon(5) }).ShouldBeNull();
    }

    [Fact]
    public void What_has_a_secret_in_it_is_not_kept()
    {
        var options = new Changes(folder, new Random(1)).Next();
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
    public void A_model_that_is_edited_is_read_alone()
    {
        var options = new Changes(folder, new Random(1)).Next();
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

    [Fact]
    public void A_manifest_is_made_of_the_one_before()
    {
        var options = new Changes(folder, new Random(1)).Next();
        var path = Path.Combine(folder, "manifest.json");
        Keep(options);
        Manifest(TryRead(options).ShouldNotBeNull());

        // What is copied is not looked at.
        var written = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, File.ReadAllText(path).Replace("The a.", "An a..", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(path, written);
        foreach (var text in (string[])["select 2 from {{ ref('a') }}", "select 'É{ \"model.shop.b\":{' from {{ ref('a') }}", "select 3 from {{ ref('a') }}"])
        {
            File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), text);

            Manifest(TryRead(options).ShouldNotBeNull()).ShouldBe(Manifest(Parse(options)).Replace("The a.", "An a..", StringComparison.Ordinal));
        }

        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), "select 4 from {{ ref('n') }}");
        Manifest(TryRead(options).ShouldNotBeNull()).ShouldBe(Manifest(Parse(options)));
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), "select 5 from {{ ref('a') }}");
        Manifest(TryRead(options).ShouldNotBeNull()).ShouldBe(Manifest(Parse(options)));
    }

    [Fact]
    public void Only_files_that_have_changed_are_read_again()
    {
        var options = new Changes(folder, new Random(1)).Next();
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
        var cache = new ParseCache(folder, frame, Token);
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
        var options = Options(Golden.Fixture("planning", "projects", "select"));
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
        var options = new Changes(folder, new Random(1)).Next();
        Keep(options);
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), text);

        TryRead(options).ShouldBeNull();
    }

    [Fact]
    public void What_an_edited_model_asks_counts_when_another_one_is_edited()
    {
        var options = new Changes(folder, new Random(1)).Next();
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

    /// <summary>The file has the length and the time that it had: its content alone tells, in however many calls come to nothing.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_hash_is_kept_until_what_it_tells_of_is(bool isEdited)
    {
        var options = new Changes(folder, new Random(1)).Next();
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
        var options = new Changes(folder, new Random(1)).Next() with { Warnings = static () => new WarningPolicy { Silence = [WarningNames.RaisedByTemplate] } };
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), "{{ exceptions.warn('Beware.') }} select 1");

        Keep(options);

        File.Exists(Cache).ShouldBeFalse();
    }

    [Fact]
    public void An_edited_model_says_what_it_says_now_once()
    {
        var options = new Changes(folder, new Random(1)).Next();
        var file = Path.Combine(options.ProjectDir, "models/b.sql");
        File.WriteAllText(file, "{{ log('old', info=true) }} select 1");
        Keep(options);
        var said = new List<string>();
        foreach (var text in (string[])["{{ log('new', info=true) }} select 2", "{{ log('never', info=true) }} {{ config(materialized='table') }} select 3"])
        {
            File.WriteAllText(file, text);
            var frame = Find(options);
            frame.Project.Context.Log = (_, message) => said.Add(message);
            _ = new ParseCache(folder, frame, Token).TryRead();
        }

        said.ShouldBe(["new"]);
    }

    [Fact]
    public void A_note_of_a_manifest_that_is_cut_off_is_not_believed()
    {
        var options = new Changes(folder, new Random(1)).Next();
        Keep(options);
        Manifest(TryRead(options).ShouldNotBeNull());
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), "select 2 from {{ ref('a') }}");
        Manifest(TryRead(options).ShouldNotBeNull());
        var note = Path.Combine(folder, "manifest.stamp");
        File.WriteAllText(note, File.ReadAllText(note).TrimEnd()[..^1]);
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), "select 3 from {{ ref('a') }}");

        Manifest(TryRead(options).ShouldNotBeNull()).ShouldBe(Manifest(Parse(options)));
    }

    [Fact]
    public void A_manifest_is_written_again_where_something_has_changed()
    {
        var options = new Changes(folder, new Random(1)).Next();
        Keep(options);
        var path = Path.Combine(folder, "manifest.json");
        Manifest(TryRead(options).ShouldNotBeNull());
        var first = File.GetLastWriteTimeUtc(path);

        Manifest(TryRead(options).ShouldNotBeNull());
        File.GetLastWriteTimeUtc(path).ShouldBe(first);

        File.WriteAllText(path, "{}");
        Manifest(TryRead(options).ShouldNotBeNull()).ShouldContain("model.shop.a");
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/d.md"), "{% docs unused %}Nobody needs it.{% enddocs %}{% docs d %}The a.{% enddocs %}");
        Keep(options);
        Manifest(TryRead(options).ShouldNotBeNull()).ShouldContain("Nobody needs it.");
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), "select 7 as seven");
        Keep(options);
        Manifest(TryRead(options).ShouldNotBeNull()).ShouldContain("as seven");
    }

    [Fact]
    public void What_a_killed_call_has_left_does_no_harm()
    {
        var options = new Changes(folder, new Random(1)).Next();
        Keep(options);
        File.WriteAllText($"{Cache}.{Environment.ProcessId}.tmp", "TFPARSE1, and then nothing");

        TryRead(options).ShouldNotBeNull();
        Keep(options);
        TryRead(options).ShouldNotBeNull();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Cache => Path.Combine(folder, ParseCache.FileName);

    private void Keep(LoadOptions options)
    {
        var frame = Find(options);
        _ = new ParseCache(folder, frame, Token).Write(GraphBuilder.Build(frame.Read(), Token)).Identity;
    }

    private Graph? TryRead(LoadOptions options) => new ParseCache(folder, Find(options), Token).TryRead();

    private static ProjectFrame Find(LoadOptions options) => ProjectLoader.Find(options, Token);

    private static Graph Parse(LoadOptions options) => GraphBuilder.Build(ProjectLoader.Load(options, Token), Token);

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

    private static string Said(Graph graph) => string.Join('\n', graph.Warnings.Select(warning => $"{warning} {warning.Span?.Line}"));

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> environment, string name, string value) =>
        new(environment, StringComparer.Ordinal) { [name] = value };

    private string Manifest(Graph graph)
    {
        // Those of graphs that are kept may be made of the one before.
        var path = Path.Combine(folder, graph.Identity is null ? "cold.json" : "manifest.json");
        ArtifactWriter.WriteManifest(graph, path, new Invocation { Id = Guid.Empty, Started = DateTimeOffset.UnixEpoch }, new SecretMask());
        return File.ReadAllText(path);
    }

    private static LoadOptions Options(string project) => new()
    {
        ProjectDir = project,
        ProfilesDir = project,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal),
        Adapters = [new DuckDbAdapterFactory()],
        Time = new Noon(),
        InvocationId = Guid.Empty,
        Command = "parse",
    };

    /// <summary>The same moment, always: it stands in manifests.</summary>
    private sealed class Noon(int days = 0) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).AddDays(days);
    }

    /// <summary>A project that somebody works on, and the ways in which it is called.</summary>
    private sealed class Changes(string root, Random random)
    {
        private readonly string project = Directory.CreateDirectory(Path.Combine(root, $"p{random.Next()}")).FullName;
        private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["SHOP_TAG"] = "red" };
        private DictValue vars = [];
        private bool isFull;
        private int count;

        public string Last { get; private set; } = string.Empty;

        public LoadOptions Next()
        {
            if (count++ == 0)
            {
                Begin();
            }
            else
            {
                Change();
            }

            return Options(project) with { Environment = new Dictionary<string, string>(environment, StringComparer.Ordinal), Vars = vars, Flags = DictValue.Of(("FULL_REFRESH", isFull)) };
        }

        private void Begin()
        {
            Write("dbt_project.yml", "name: shop\nprofile: shop\nvars: {shade: blue}\nmodels: {shop: {+tags: [\"{{ env_var('SHOP_TAG', 'none') }}\"]}}\n");
            Write("profiles.yml", "shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb, schema: \"{{ env_var('SHOP_SCHEMA', 'main') }}\"}}}\n");
            Write("macros/shade.sql", "{% macro shade() %}{{ return(var('shade')) }}{% endmacro %}\n{% macro generate_alias_name(custom, node) %}{{ node.name }}_{{ 'full' if flags.FULL_REFRESH else 'part' }}{% endmacro %}\n");
            Write("models/a.sql", "{{ config(meta={'shade': shade()}) }}\nselect 1 as id\n");
            Write("models/b.sql", "select * from {{ ref('a') }}\n");
            Write("models/s.yml", "models:\n  - {name: a, description: \"{{ doc('d') }}\", columns: [{name: id, data_tests: [unique]}]}\n");
            Write("models/d.md", "{% docs d %}The a.{% enddocs %}\n");
            Write("seeds/n.csv", "id\n1\n");
        }

        private void Change()
        {
            var name = (char)('c' + random.Next(4));
            Action[] changes =
            [
                () => { },
                () => { },
                () => Write($"models/{name}.sql", $"select {random.Next(10)} as id, '{{{{ shade() }}}}' from {{{{ ref('a') }}}}\n"),
                () => Write("models/b.sql", $"select {random.Next(10)} from {{{{ ref('a') }}}}\n"),
                () => Write("models/b.sql", "select * from {{ ref('n') }}\n"),
                () => Write("models/b.sql", $"select {random.Next(10)}, '{{{{ shade() }}}}', '{{{{ var('other', 1) }}}}', '{{{{ env_var('OTHER', '') }}}}' from {{{{ ref('a') }}}}\n"),
                () => Write("models/b.sql", $"select {random.Next(10)} from {{{{ ref('{name}') }}}}\n"),
                () => Write("models/b.sql", $"{{{{ config(materialized='{(random.Next(2) == 0 ? "table" : "view")}') }}}} select {random.Next(10)} from {{{{ ref('a') }}}}\n"),
                () => Write("models/b.sql", $"{{{{ config(pre_hook=\"select '{{{{ ref('n') }}}}'\") }}}} select {random.Next(3)} from {{{{ ref('a') }}}}\n"),
                () => Write("models/a.sql", $"{{{{ config(meta={{'shade': shade()}}) }}}}\nselect {random.Next(3)} as id\n"),
                () => Write("models/a.sql", $"select '{{{{ model.description }}}}', {random.Next(3)} as id\n"),
                () => Write("models/a.sql", $"select {random.Next(3)} as id from {{{{ ref('b') }}}}\n"),
                () => Write("models/a.sql", "select {{ nothing( }}\n"),
                () => Write("models/s.yml", $"models:\n  - {{name: a, description: text {random.Next(10)}}}\n"),
                () => Write("models/d.md", $"{{% docs d %}}Text {random.Next(10)}.{{% enddocs %}}\n"),
                () => Write("macros/shade.sql", $"{{% macro shade() %}}{{{{ return('{random.Next(10)}') }}}}{{% endmacro %}}\n"),
                () => Write("seeds/n.csv", $"id\n{random.Next(10)}\n"),
                () => Write("dbt_project.yml", $"name: shop\nprofile: shop\nvars: {{shade: s{random.Next(10)}}}\n"),
                () => Write("vars.yml", $"vars: {{other: {random.Next(3)}}}\n"),
                () => Write(".dbtignore", $"models/{name}.sql\n"),
                () => Delete($"models/{name}.sql"),
                () => Delete("models/s.yml"),
                () => Move($"models/{name}.sql", "models/moved/" + name + ".sql"),
                () => Move("models/b.sql", "models/b2.sql"),
                () => environment["SHOP_TAG"] = $"t{random.Next(3)}",
                () => environment["SHOP_SCHEMA"] = $"s{random.Next(3)}",
                () => environment["OTHER"] = $"{random.Next()}",
                () => vars = DictValue.Of(("shade", random.Next(3))),
                () => vars = [],
                () => isFull = !isFull,
            ];
            var pick = random.Next(changes.Length);
            Last = pick.ToString(CultureInfo.InvariantCulture);
            changes[pick]();
        }

        private void Write(string path, string text)
        {
            var file = Path.Combine(project, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        private void Delete(string path) => File.Delete(Path.Combine(project, path));

        private void Move(string from, string to)
        {
            if (File.Exists(Path.Combine(project, from)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(project, to))!);
                File.Move(Path.Combine(project, from), Path.Combine(project, to), overwrite: true);
            }
        }
    }
}
