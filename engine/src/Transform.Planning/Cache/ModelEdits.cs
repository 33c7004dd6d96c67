using System.Collections.Immutable;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Makes models anew whose files hold something else than when their graph was made, as long as nothing else in the graph depends on what
/// has changed: their own config calls are as they were, and what they read comes before them.</summary>
/// <remarks>What a template asks for is found by reading it as it was and as it is: where the first reading does not come to what the graph has, a
/// model is more than its template, and is left to a parse of everything.</remarks>
internal sealed class ModelEdits
{
    private readonly Graph graph;
    private readonly Plan plan;
    private readonly Evaluation evaluation;
    private readonly List<(TemplateLogLevel Level, string Text)> said = [];

    private ModelEdits(Graph graph, CancellationToken cancellation)
    {
        this.graph = graph;
        plan = new Plan(graph.Project, cancellation);
        evaluation = new Evaluation(plan);
    }

    /// <summary>The graph with the models as they are now; null where that takes a parse of everything.</summary>
    /// <param name="graph">The graph of the files as they were.</param>
    /// <param name="changed">The models that have changed since, each once.</param>
    /// <param name="cancellation">Ends it.</param>
    public static List<ModelNode>? TryMake(Graph graph, IReadOnlyList<ChangedModel> changed, CancellationToken cancellation)
    {
        var edits = new ModelEdits(graph, cancellation);
        var context = graph.Project.Context;
        var log = context.Log;
        List<ModelNode>? nodes;
        try
        {
            nodes = edits.MakeAll(changed);
        }
        finally
        {
            context.Log = log;
        }

        if (nodes is not null)
        {
            // Where they are not made, who parses everything hears it.
            edits.said.ForEach(message => log?.Invoke(message.Level, message.Text));
        }

        return nodes;
    }

    private List<ModelNode>? MakeAll(IReadOnlyList<ChangedModel> changed)
    {
        var nodes = new List<ModelNode>();
        foreach (var model in changed)
        {
            if (Find(model) is not { } before || Make(before, model) is not { } node)
            {
                return null;
            }

            nodes.Add(node);
        }

        return plan.Diagnostics.ToImmutable().IsEmpty && !graph.Project.Context.Reads.HasWarned ? nodes : null;
    }

    // The one model of the file, if nothing is said of the file and it has no other.
    private ModelNode? Find(ChangedModel changed)
    {
        bool IsOf(Node node) => node.OriginalFilePath == changed.File.Path && node.PackageName == changed.Package.Name;
        ModelNode? found = null;
        foreach (var node in graph.Nodes.WithKeys([changed.File.Name]))
        {
            if (IsOf(node) && node is not ModelNode { Language: ModelNode.Sql, Version.IsMissing: true, IsMicrobatch: false })
            {
                return null;
            }

            found = IsOf(node) ? (ModelNode)node : found;
        }

        return found is null || graph.Disabled.Any(IsOf)
            || graph.Warnings.Any(warning => warning.NodeId == found.UniqueId || warning.Span?.Source.Path == found.Span?.Source.Path)
            ? null
            : found;
    }

    private ModelNode? Make(ModelNode before, ChangedModel changed)
    {
        // What the old text says was told when it was new.
        graph.Project.Context.Log = null;
        var then = Read(before, changed.File with { Template = before.Template });
        graph.Project.Context.Log = (level, text) => said.Add((level, text));
        var now = Read(before, changed.File);
        if (then is null || now is null || !IsWhatItHas(then.Recorder, before) || !HasSameConfig(then.Recorder, now.Recorder))
        {
            return null;
        }

        var node = before with
        {
            RawCode = now.RawCode,
            Checksum = now.Checksum,
            Template = changed.File.Template,
            Span = now.Span,
            Refs = [.. now.Recorder.Refs],
            Sources = [.. now.Recorder.Sources],
            Metrics = [.. now.Recorder.Metrics],
            Functions = [.. now.Recorder.Functions],
            DependsOnMacros = [.. now.Recorder.Macros],
        };

        // What a unit test is allowed to do depends on what its model calls.
        return !before.DependsOnMacros.SequenceEqual(node.DependsOnMacros)
            && graph.Dag.Children(node.UniqueId).Any(id => graph.Nodes[id].ResourceType == ResourceType.UnitTest) ? null
            : ReadsTheSame(now.Recorder, before) ? node
            : before.Metrics.IsEmpty && node.Metrics.IsEmpty ? Link(node)
            : null;
    }

    private Draft? Read(ModelNode node, SqlFile file)
    {
        var draft = FileNodes.FromModel(graph.Project.Packages.First(package => package.Name == node.PackageName), file);
        plan.Try(draft, d => evaluation.ReadAgain(d, new ResolvedConfig(node.Config, node.UnrenderedConfig)));
        return draft.Recorder.HasSeenNode ? null : draft;
    }

    private static bool IsWhatItHas(NodeRecorder then, ModelNode node) => ReadsTheSame(then, node) && then.Macros.SequenceEqual(node.DependsOnMacros);

    private static bool HasSameConfig(NodeRecorder then, NodeRecorder now) =>
        ((Value)(then.Config ?? [])).Repr() == ((Value)(now.Config ?? [])).Repr() && then.Config is null == now.Config is null;

    // Wherever in the template it does so.
    private static bool ReadsTheSame(NodeRecorder read, ModelNode node) =>
        AreSame(read.Refs, node.Refs, static (a, b) => a.Name == b.Name && a.Package == b.Package && a.Version.Equals(b.Version))
        && AreSame(read.Sources, node.Sources, static (a, b) => a.Table == b.Table && a.Source == b.Source)
        && AreSame(read.Metrics, node.Metrics, static (a, b) => a.Name == b.Name && a.Package == b.Package)
        && AreSame(read.Functions, node.Functions, static (a, b) => a.Name == b.Name && a.Package == b.Package);

    private static bool AreSame<T>(IReadOnlyList<T> calls, ImmutableArray<T> others, Func<T, T, bool> isSame)
    {
        if (calls.Count != others.Length)
        {
            return false;
        }

        for (var i = 0; i < others.Length; i++)
        {
            if (!isSame(calls[i], others[i]))
            {
                return false;
            }
        }

        return true;
    }

    // What it reads now must be there, free to read, not about to go, and before it in the order of the graph.
    private ModelNode? Link(ModelNode node)
    {
        var references = graph.References;
        var found = node.Sources.Select(call => references.Source(call, node.PackageName))
            .Concat(node.Refs.Select(call => references.Ref(call, node.PackageName)))
            .Concat(node.Functions.Select(call => references.Function(call, node.PackageName)));
        var ids = new List<string>();
        foreach (var resolution in found)
        {
            if (resolution.Node is not { } parent
                || (parent is ModelNode model && (model.Access == "private" || !model.DeprecationDate.IsMissing || model.PackageName != node.PackageName))
                || graph.Nodes.PlaceOf(parent.UniqueId) >= graph.Nodes.PlaceOf(node.UniqueId))
            {
                return null;
            }

            if (!ids.Contains(parent.UniqueId))
            {
                ids.Add(parent.UniqueId);
            }
        }

        return node with { DependsOn = [.. ids] };
    }
}
