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
        var found = Evaluate(Spec()).Direct;
        found.RemoveWhere(id => !IsWanted(graph.Nodes[id].ResourceType) || (!options.IncludeBlank && IsBlank(graph.Nodes[id])));
        return new Selection(found.ToFrozenSet(StringComparer.Ordinal), [.. warnings, .. options.State?.Comparison?.Warnings ?? []]);
    }

    private SelectionSpec Spec() => options.Named is { } name
        ? graph.Selections.Find(name)
        : new GroupSpec(
            SetOperation.Difference,
            [options.Select.IsEmpty ? Union(Everything, mustMatch: false) : Union(options.Select, mustMatch: true), Union(options.Exclude, mustMatch: true)]);

    private bool IsWanted(ResourceType type) =>
        (options.ResourceTypes?.Contains(type) ?? type != ResourceType.Operation)
        && options.ExcludeResourceTypes?.Contains(type) != true;

    private static bool IsBlank(Node node) => node is TemplateNode { RawCode: var code } && string.IsNullOrWhiteSpace(code);

    private static GroupSpec Union(IEnumerable<string> arguments, bool mustMatch)
    {
        var parts = ImmutableArray.CreateBuilder<SelectionSpec>();
        foreach (var argument in arguments)
        {
            foreach (var raw in argument.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                ImmutableArray<SelectionSpec> terms = [.. raw.Split(',').Select(static term => new TermSpec(SelectorTerm.Parse(term)))];
                parts.Add(new GroupSpec(SetOperation.Intersection, terms) { Indirect = null, Raw = mustMatch ? raw : null });
            }
        }

        return new GroupSpec(SetOperation.Union, parts.ToImmutable()) { Indirect = null };
    }

    /// <param name="only">Which tests come along, whatever the selection says itself; null for what it says.</param>
    private Found Evaluate(SelectionSpec spec, IndirectSelection? only = null) => spec switch
    {
        TermSpec term => Term(term, only),
        GroupSpec group => Group(group, only),
        _ => throw new InvalidOperationException($"There is no selection {spec}."),
    };

    private Found Group(GroupSpec group, IndirectSelection? only)
    {
        HashSet<string>? direct = null;
        HashSet<string>? indirect = null;
        foreach (var part in group.Parts)
        {
            var found = Evaluate(part, only);
            var both = new HashSet<string>(found.Direct, StringComparer.Ordinal);
            both.UnionWith(found.Indirect);
            if (direct is null)
            {
                (direct, indirect) = (found.Direct, both);
            }
            else
            {
                Combine(group.Operation, direct, found.Direct);
                Combine(group.Operation, indirect!, both);
            }
        }

        var result = Incorporate(direct ?? [], indirect ?? [], only ?? group.Indirect ?? options.IndirectSelection);
        if (group.Raw is { } raw && result.Direct.Count == 0)
        {
            warnings.Add(Diagnostic.Warning(
                DiagnosticCodes.NothingSelected,
                $"The selection '{raw}' matches no nodes.",
                hint: Hint(group)));
        }

        return result;
    }

    private string Hint(GroupSpec group)
    {
        if (group.Parts.Length == 1)
        {
            return NearNames.Hint(graph, ((TermSpec)group.Parts[0]).Term);
        }

        var lost = (TermSpec?)group.Parts.FirstOrDefault(part => Evaluate(part, IndirectSelection.Empty).Direct.Count == 0);
        return lost is null
            ? "Each of its parts matches nodes, but none that the others match, too."
            : $"No node matches '{lost.Term.Value}' in it. {NearNames.Hint(graph, lost.Term)}";
    }

    private static void Combine(SetOperation operation, HashSet<string> into, HashSet<string> other)
    {
        switch (operation)
        {
            case SetOperation.Union:
                into.UnionWith(other);
                break;
            case SetOperation.Intersection:
                into.IntersectWith(other);
                break;
            default:
                into.ExceptWith(other);
                break;
        }
    }

    private Found Term(TermSpec spec, IndirectSelection? only)
    {
        var term = spec.Term;
        var mode = only ?? spec.Indirect ?? options.IndirectSelection;
        if (term.Method == SelectorMethods.Named)
        {
            // Its tests are as its definition says; those of what is around it, which is not around tests that came along, as is said here.
            var definition = graph.Selections.Find(term.Value, term.Span);
            var named = Evaluate(definition, only);
            if (!term.WithParents && !term.WithChildren && !term.WithChildrensParents)
            {
                return named;
            }

            var around = Around(term, Evaluate(definition, IndirectSelection.Empty).Direct);
            named.Direct.UnionWith(around);
            return WithTests(around, named, mode);
        }

        var matches = SelectorMethods.Find(graph, options.State, term);
        var selected = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in SelectorMethods.Candidates(graph, term))
        {
            if (matches(node))
            {
                selected.Add(node.UniqueId);
            }
        }

        selected.UnionWith(Around(term, selected));
        return WithTests(selected, new Found(new HashSet<string>(selected, StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal)), mode);
    }

    private HashSet<string> Around(SelectorTerm term, HashSet<string> selected)
    {
        var around = new HashSet<string>(StringComparer.Ordinal);
        if (term.WithChildrensParents)
        {
            around.UnionWith(graph.Dag.Downstream(selected));
            around.UnionWith(selected);
            around.UnionWith(graph.Dag.Upstream(around));
        }

        if (term.WithParents)
        {
            around.UnionWith(graph.Dag.Upstream(selected, term.ParentsDepth));
        }

        if (term.WithChildren)
        {
            around.UnionWith(graph.Dag.Downstream(selected, term.ChildrenDepth));
        }

        return around;
    }

    // Tests come along with what they read: at once, or later when the rest of what they read is selected too.
    private Found WithTests(HashSet<string> added, Found found, IndirectSelection mode)
    {
        if (mode == IndirectSelection.Empty)
        {
            return found;
        }

        var within = mode switch
        {
            IndirectSelection.Buildable => WithParentsAndSources(found.Direct),
            IndirectSelection.Cautious => new HashSet<string>(found.Direct, StringComparer.Ordinal),
            _ => null,
        };
        foreach (var id in added)
        {
            foreach (var child in graph.Dag.Children(id))
            {
                var node = graph.Nodes[child];
                if (node.ResourceType is ResourceType.Test or ResourceType.UnitTest)
                {
                    (within is null || AllIn(node, within) ? found.Direct : found.Indirect).Add(child);
                }
            }
        }

        return found;
    }

    private Found Incorporate(HashSet<string> direct, HashSet<string> indirect, IndirectSelection mode)
    {
        if (mode is IndirectSelection.Cautious or IndirectSelection.Buildable && !direct.SetEquals(indirect))
        {
            var within = mode == IndirectSelection.Buildable
                ? graph.Dag.Upstream(direct).Union(direct).ToHashSet(StringComparer.Ordinal)
                : new HashSet<string>(direct, StringComparer.Ordinal);
            foreach (var id in indirect)
            {
                if (AllIn(graph.Nodes[id], within))
                {
                    direct.Add(id);
                }
            }
        }

        return new Found(direct, indirect);
    }

    private HashSet<string> WithParentsAndSources(HashSet<string> selected)
    {
        var all = new HashSet<string>(selected, StringComparer.Ordinal);
        all.UnionWith(graph.Dag.Upstream(selected));
        all.UnionWith(graph.Nodes.OfType(ResourceType.Source).Select(node => node.UniqueId));
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

    /// <param name="Direct">What is selected.</param>
    /// <param name="Indirect">Tests that are selected once everything they read is.</param>
    private sealed record Found(HashSet<string> Direct, HashSet<string> Indirect);
}
