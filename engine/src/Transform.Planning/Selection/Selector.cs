using System.Collections.Frozen;
using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Planning;

/// <summary>Selects nodes by dbt's syntax. Spaces (and several arguments) unite, commas intersect.</summary>
public sealed class Selector
{
    private static readonly string[] Everything =
        ["fqn:*", "source:*", "exposure:*", "metric:*", "semantic_model:*", "saved_query:*", "unit_test:*"];

    private readonly Graph graph;
    private readonly SelectionOptions options;
    private readonly List<Diagnostic> warnings = [];

    private Selector(Graph graph, SelectionOptions options)
    {
        this.graph = graph;
        this.options = options;
    }

    /// <summary>The selected nodes.</summary>
    /// <exception cref="TransformException">A selector cannot be read (TF3009).</exception>
    public static Selection Select(Graph graph, SelectionOptions options) => new Selector(graph, options).Select();

    private Selection Select()
    {
        var included = options.Select.IsEmpty ? Union(Everything, mustMatch: false) : Union(options.Select, mustMatch: true);
        var excluded = options.Exclude.IsEmpty ? new Found([], []) : Union(options.Exclude, mustMatch: true);
        var direct = included.Direct.Except(excluded.Direct).ToHashSet(StringComparer.Ordinal);
        direct.RemoveWhere(id => !IsWanted(graph.Nodes[id].ResourceType) || (!options.IncludeBlank && IsBlank(graph.Nodes[id])));
        return new Selection(direct.ToFrozenSet(StringComparer.Ordinal), [.. warnings]);
    }

    private bool IsWanted(ResourceType type) =>
        (options.ResourceTypes?.Contains(type) ?? type != ResourceType.Operation)
        && options.ExcludeResourceTypes?.Contains(type) != true;

    private static bool IsBlank(Node node) => node is TemplateNode { RawCode: var code } && string.IsNullOrWhiteSpace(code);

    private Found Union(IEnumerable<string> arguments, bool mustMatch)
    {
        var parts = arguments
            .SelectMany(argument => argument.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(raw => Intersection(raw, mustMatch))
            .ToList();
        var direct = new HashSet<string>(StringComparer.Ordinal);
        var indirect = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            direct.UnionWith(part.Direct);
            indirect.UnionWith(part.Direct);
            indirect.UnionWith(part.Indirect);
        }

        return Incorporate(direct, indirect);
    }

    private Found Intersection(string raw, bool mustMatch)
    {
        HashSet<string>? direct = null;
        HashSet<string>? indirect = null;
        foreach (var term in raw.Split(','))
        {
            var found = Term(SelectorTerm.Parse(term));
            var both = new HashSet<string>(found.Direct, StringComparer.Ordinal);
            both.UnionWith(found.Indirect);
            if (direct is null)
            {
                (direct, indirect) = (found.Direct, both);
            }
            else
            {
                direct.IntersectWith(found.Direct);
                indirect!.IntersectWith(both);
            }
        }

        var result = Incorporate(direct!, indirect!);
        if (mustMatch && result.Direct.Count == 0)
        {
            warnings.Add(Diagnostic.Warning(
                DiagnosticCodes.NothingSelected,
                $"The selection '{raw}' matches no nodes.",
                hint: Suggest(raw)));
        }

        return result;
    }

    private Found Term(SelectorTerm term)
    {
        var matches = SelectorMethods.Find(graph, term);
        var selected = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes.Values)
        {
            if (matches(node))
            {
                selected.Add(node.UniqueId);
            }
        }

        var more = new List<IEnumerable<string>>();
        if (term.WithChildrensParents)
        {
            var children = graph.Dag.Downstream(selected).Union(selected).ToHashSet(StringComparer.Ordinal);
            more.Add(children);
            more.Add(graph.Dag.Upstream(children));
        }

        if (term.WithParents && term.ParentsDepth is not 0)
        {
            more.Add(graph.Dag.Upstream(selected, term.ParentsDepth));
        }

        if (term.WithChildren && term.ChildrenDepth is not 0)
        {
            more.Add(graph.Dag.Downstream(selected, term.ChildrenDepth));
        }

        foreach (var ids in more)
        {
            selected.UnionWith(ids);
        }

        return options.IndirectSelection == IndirectSelection.Empty ? new Found(selected, []) : WithTests(selected);
    }

    // Tests come along with what they read: at once, or later when the rest of what they read is selected too.
    private Found WithTests(HashSet<string> selected)
    {
        var direct = new HashSet<string>(selected, StringComparer.Ordinal);
        var indirect = new HashSet<string>(StringComparer.Ordinal);
        var within = options.IndirectSelection == IndirectSelection.Buildable ? WithParentsAndSources(selected) : selected;
        foreach (var id in selected)
        {
            foreach (var child in graph.Dag.Children(id))
            {
                var node = graph.Nodes[child];
                if (node.ResourceType is not (ResourceType.Test or ResourceType.UnitTest))
                {
                    continue;
                }

                if (options.IndirectSelection == IndirectSelection.Eager || AllIn(node, within))
                {
                    direct.Add(child);
                }
                else
                {
                    indirect.Add(child);
                }
            }
        }

        return new Found(direct, indirect);
    }

    private Found Incorporate(HashSet<string> direct, HashSet<string> indirect)
    {
        if (options.IndirectSelection is IndirectSelection.Cautious or IndirectSelection.Buildable && !direct.SetEquals(indirect))
        {
            var within = options.IndirectSelection == IndirectSelection.Buildable
                ? graph.Dag.Upstream(direct).Union(direct).ToHashSet(StringComparer.Ordinal)
                : direct;
            foreach (var id in indirect.Where(id => AllIn(graph.Nodes[id], within)).ToList())
            {
                direct.Add(id);
            }
        }

        return new Found(direct, indirect);
    }

    private HashSet<string> WithParentsAndSources(HashSet<string> selected)
    {
        var all = new HashSet<string>(selected, StringComparer.Ordinal);
        all.UnionWith(graph.Dag.Upstream(selected));
        all.UnionWith(graph.Nodes.Values.Where(node => node is SourceNode).Select(node => node.UniqueId));
        return all;
    }

    private static bool AllIn(Node node, HashSet<string> within)
    {
        foreach (var id in node.DependsOn)
        {
            if (!within.Contains(id))
            {
                return false;
            }
        }

        return true;
    }

    private string Suggest(string raw)
    {
        var term = SelectorTerm.Parse(raw.Split(',')[0]);
        var nodes = graph.Nodes.Values;
        var candidates = term.Method switch
        {
            "fqn" => nodes.Where(n => n is not (SourceNode or TestNode)).SelectMany(n => n.Fqn.AsEnumerable()),
            "tag" => nodes.SelectMany(n => n.Tags.AsEnumerable()),
            "path" => nodes.Select(n => n.OriginalFilePath),
            "file" => nodes.Select(n => Path.GetFileName(n.OriginalFilePath)),
            "source" => nodes.OfType<SourceNode>().SelectMany(n => (string[])[n.SourceName, $"{n.SourceName}.{n.Name}"]),
            "package" => nodes.Select(n => n.PackageName),
            "group" => graph.Groups.Select(g => g.Name),
            "test_name" => nodes.OfType<TestNode>().Where(n => n.Metadata is not null).Select(n => n.Metadata!.Name),
            "exposure" => nodes.Where(n => n.ResourceType == ResourceType.Exposure).Select(n => n.Name),
            _ => [],
        };
        return NearMiss.Question(term.Value, candidates.Distinct()) ?? "`transform ls` lists what can be selected.";
    }

    /// <param name="Direct">What is selected.</param>
    /// <param name="Indirect">Tests that are selected once everything they read is.</param>
    private sealed record Found(HashSet<string> Direct, HashSet<string> Indirect);
}
