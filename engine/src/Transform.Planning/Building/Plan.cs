using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What the steps of building a graph share.</summary>
internal sealed class Plan
{
    public Plan(Project project, CancellationToken cancellation)
    {
        Project = project;
        Cancellation = cancellation;
        Macros = new MacroRegistry(project);
        Configs = new ConfigResolver(project, Diagnostics);
        Docs = new DocsRenderer(this);
        Names = new NodeNames(this);
        Microbatch = new MicrobatchModels(this);
    }

    public Project Project { get; }

    public CancellationToken Cancellation { get; }

    public DiagnosticBag Diagnostics { get; } = new();

    public MacroRegistry Macros { get; }

    public ConfigResolver Configs { get; }

    public DocsRenderer Docs { get; }

    public NodeNames Names { get; }

    public MicrobatchModels Microbatch { get; }

    /// <summary>Models, seeds, snapshots, analyses, singular tests and hooks.</summary>
    public List<Draft> FileDrafts { get; } = [];

    public List<StrayEntry> StrayEntries { get; } = [];

    public List<Draft> TestDrafts { get; set; } = [];

    public List<Draft> SourceDrafts { get; } = [];

    public List<Draft> DeclaredDrafts { get; } = [];

    /// <summary>The names of what could not be evaluated: references to them are not reported on top.</summary>
    public HashSet<string> Failed { get; } = new(StringComparer.Ordinal);

    public IEnumerable<Draft> All => FileDrafts.Concat(TestDrafts).Concat(SourceDrafts).Concat(DeclaredDrafts);

    /// <summary>Does something for every draft on several threads; what goes wrong is noted with the draft it went wrong for.</summary>
    public void ForEach(IReadOnlyList<Draft> drafts, Action<Draft> action) =>
        Parallel.For(0, drafts.Count, new ParallelOptions { CancellationToken = Cancellation }, i => Try(drafts[i], action));

    public void Try(Draft draft, Action<Draft> action)
    {
        try
        {
            action(draft);
        }
        catch (TransformException exception)
        {
            Diagnostics.AddRange(exception.Diagnostics.Select(d => d with { NodeId = d.NodeId ?? draft.UniqueId, Span = d.Span ?? draft.Span }));
        }
    }

    /// <summary>A render in the parse phase that notes what it asks for on the draft.</summary>
    public RenderState ParseState(Draft draft, IReadOnlyDictionary<string, Value>? extra = null) => new(
        new ParseScope(Project, Macros, draft.Package.Name, draft, extra) { Configs = Configs }, ParseOptions, Cancellation, draft.Recorder)
        {
            OnCall = draft.Recorder.AddMacro,
        };

    /// <summary>Whether <c>ref</c>, <c>source</c> and <c>config</c> are dbt's own in a package: no macro replaces them.</summary>
    public bool HasPlainFunctions(string package)
    {
        var macros = Macros.Scope(package);
        return !macros.ContainsKey("ref") && !macros.ContainsKey("source") && !macros.ContainsKey("config");
    }

    private static RenderOptions ParseOptions { get; } = RenderOptions.Default with { PermissiveUndefined = true };
}
