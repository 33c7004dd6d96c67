using System.Collections.Immutable;
using Transform.Loading;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Publishing;

/// <summary>Something that has a page: a node, or a macro.</summary>
/// <param name="Id">Its unique id.</param>
/// <param name="Node">Null for a macro.</param>
/// <param name="Macro">Null for a node.</param>
/// <param name="File">The file of a macro.</param>
internal sealed record SiteEntry(string Id, Node? Node, MacroBlock? Macro, SqlFile? File)
{
    /// <summary>dbt's word for what it is.</summary>
    public string Type => Node?.ResourceType.ToName() ?? "macro";

    public string Name => Node is DeclaredNode { ResourceType: ResourceType.UnitTest } test ? test.VersionedName : Node?.Name ?? Macro!.Name;

    public string Package => Node?.PackageName ?? Macro!.PackageName ?? string.Empty;

    public string Path => Node?.OriginalFilePath ?? File!.Path;

    /// <summary>It is in the tree and in the lineage: tests are shown with what they test.</summary>
    public bool IsListed => Node is null or not (TestNode or OperationNode or DeclaredNode { ResourceType: ResourceType.UnitTest });
}

/// <summary>All that has a page.</summary>
internal sealed class SiteEntries
{
    private readonly Dictionary<string, SiteEntry> byId;

    private SiteEntries(List<SiteEntry> all, PastResults past, ILookup<string, Node> testsOf, ILookup<string, string> callersOf)
    {
        All = all;
        Past = past;
        Listed = all.FindAll(static entry => entry.IsListed);
        TestsOf = testsOf;
        CallersOf = callersOf;
        byId = all.ToDictionary(static entry => entry.Id, StringComparer.Ordinal);
    }

    /// <summary>Parents before children, macros last.</summary>
    public IReadOnlyList<SiteEntry> All { get; }

    public PastResults Past { get; }

    /// <summary>Those of the tree and of the lineage.</summary>
    public IReadOnlyList<SiteEntry> Listed { get; }

    /// <summary>The data tests and unit tests of a node, by its id.</summary>
    public ILookup<string, Node> TestsOf { get; }

    /// <summary>The ids of the nodes that call a macro themselves, by its id.</summary>
    public ILookup<string, string> CallersOf { get; }

    public static SiteEntries Of(SiteContent content)
    {
        var graph = content.Graph;
        var all = new List<SiteEntry>(graph.Nodes.Count);
        foreach (var id in graph.Dag.Order)
        {
            if (graph.Nodes[id] is var node and not OperationNode)
            {
                all.Add(new SiteEntry(id, node, null, null));
            }
        }

        // The built-in ones would be most of what a search finds. The last of a name is the one that counts.
        var macros = new Dictionary<string, SiteEntry>(StringComparer.Ordinal);
        foreach (var (package, file, macro) in graph.Macros.All)
        {
            if (package.Root.Length > 0)
            {
                macros[MacroRegistry.UniqueId(macro)] = new SiteEntry(MacroRegistry.UniqueId(macro), null, macro, file);
            }
        }

        all.AddRange(macros.Values);
        var tests = all.Where(static entry => entry is { IsListed: false, Node: not null }).Select(static entry => entry.Node!)
            .SelectMany(static test => TestedBy(test).Select(tested => (tested, test)))
            .ToLookup(static pair => pair.tested, static pair => pair.test, StringComparer.Ordinal);
        var callers = all.Where(static entry => entry is { IsListed: true, Node: not null })
            .SelectMany(static entry => entry.Node!.DependsOnMacros.Select(macro => (macro, entry.Id)))
            .ToLookup(static pair => pair.macro, static pair => pair.Id, StringComparer.Ordinal);
        return new SiteEntries(all, new PastResults(content.Runs), tests, callers);
    }

    public SiteEntry? Find(string id) => byId.GetValueOrDefault(id);

    public List<SiteEntry>[] GroupByBucket(int count)
    {
        var buckets = new List<SiteEntry>[count];
        for (var i = 0; i < count; i++)
        {
            buckets[i] = [];
        }

        foreach (var entry in All)
        {
            buckets[SiteData.BucketOf(entry.Id, count)].Add(entry);
        }

        return buckets;
    }

    private static ImmutableArray<string> TestedBy(Node test) => test is TestNode { AttachedNode: { } attached } ? [attached] : test.DependsOn;
}
