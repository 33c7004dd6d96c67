using System.Collections.Immutable;
using Transform.Cli.Options;
using Transform.Cli.Output;
using Transform.Core;
using Transform.Planning;

namespace Transform.Cli.Commands;

/// <summary>What <c>--select</c>, <c>--exclude</c>, <c>--selector</c> and the resource types choose.</summary>
internal static class Selections
{
    /// <summary>The unique ids of chosen nodes of the given types.</summary>
    /// <exception cref="TransformException">A selector cannot be read (TF3009).</exception>
    public static IReadOnlySet<string> Choose(Session session, Graph graph, ImmutableArray<ResourceType> types, bool includeBlank = false)
    {
        if (session.Retry is { } retry)
        {
            return Again(session, graph, retry);
        }

        var settings = session.Settings;
        var selection = Selector.Select(graph, new SelectionOptions
        {
            Named = Named(session, graph),
            State = StateFolder.ForSelection(session, graph),
            Select = settings.Select,
            Exclude = settings.Exclude,
            ResourceTypes = Narrow(types, settings),
            IncludeBlank = includeBlank,
            IndirectSelection = settings.IndirectSelection switch
            {
                "cautious" => IndirectSelection.Cautious,
                "buildable" => IndirectSelection.Buildable,
                "empty" => IndirectSelection.Empty,
                _ => IndirectSelection.Eager,
            },
        });
        if (selection.Warnings.Length > 0)
        {
            new Stages(session).Warn(selection.Warnings);
        }

        if (selection.Nodes.Count == 0)
        {
            new Stages(session).Warn([Nothing(settings, graph)]);
        }

        return selection.Nodes;
    }

    // As in dbt: what is selected by name counts alone, and the default where nothing else is said.
    private static string? Named(Session session, Graph graph)
    {
        var settings = session.Settings;
        var isElse = !settings.Select.IsEmpty || !settings.Exclude.IsEmpty;
        if (settings.Selector is { } name)
        {
            if (isElse)
            {
                new Stages(session).Warn([Diagnostic.Warning(
                    DiagnosticCodes.NothingSelected,
                    $"--select and --exclude are ignored, because --selector {name} is given too.",
                    hint: $"To combine them, write the selector as selector:{name} within --select or --exclude.")]);
            }

            return name;
        }

        if (isElse || graph.Selections.Default is not { } chosen)
        {
            return null;
        }

        session.Reporter.Info($"Using the default selector '{chosen}'");
        return chosen;
    }

    private static HashSet<string> Again(Session session, Graph graph, Retry retry)
    {
        var gone = retry.Nodes.Where(id => !graph.Nodes.ContainsKey(id)).Order(StringComparer.Ordinal).ToList();
        if (gone.Count > 0)
        {
            new Stages(session).Warn([Diagnostic.Warning(
                DiagnosticCodes.NothingSelected,
                $"Not retried, because the project does not have {(gone.Count == 1 ? "it" : "them")} any more: {string.Join(", ", gone)}.")]);
        }

        return [.. retry.Nodes.Where(graph.Nodes.ContainsKey)];
    }

    /// <summary>What was asked for by name (or by its path), not what came along with it or has a tag.</summary>
    public static bool IsNamed(Session session, Node node)
    {
        foreach (var text in session.Settings.Select)
        {
            foreach (var part in text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (Names(WithoutGraph(part), node))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Names(string term, Node node)
    {
        if (term.StartsWith("path:", StringComparison.Ordinal))
        {
            return term["path:".Length..] == node.OriginalFilePath;
        }

        var name = term.StartsWith("fqn:", StringComparison.Ordinal) ? term["fqn:".Length..] : term;
        return name == node.Name
            || name == node.OriginalFilePath
            || name == ListedName.Short(node)
            || name == ListedName.Selector(node)
            || name == string.Join('.', node.Fqn)
            || name == string.Join('.', node.Fqn.Skip(1));
    }

    // "@a", "2+a+1": the name is what is left between the operators.
    private static string WithoutGraph(string term)
    {
        term = term.TrimStart('@');
        var start = term.AsSpan().TrimStart("0123456789").StartsWith("+") ? term.IndexOf('+', StringComparison.Ordinal) + 1 : 0;
        var rest = term.AsSpan(start);
        var digits = rest.TrimEnd("0123456789");
        return (digits.EndsWith("+") ? digits[..^1] : rest).ToString();
    }

    private static Diagnostic Nothing(Settings settings, Graph graph)
    {
        var all = settings.Select.IsEmpty && settings.Exclude.IsEmpty;
        var chosen = settings.Selector is { } named ? $"the selector '{named}'"
            : all && graph.Selections.Default is { } standard ? $"the default selector '{standard}'"
            : settings.Select.IsEmpty ? null
            : $"'{string.Join(' ', settings.Select)}'";
        return Diagnostic.Warning(
            DiagnosticCodes.NothingSelected,
            chosen is null ? "Nothing to do: the project has no such nodes." : $"Nothing to do: {chosen} chooses no nodes of this command.",
            hint: "`transform ls` lists what can be selected; what is disabled, or left out by --exclude, is not.") with { Event = "NothingToDo" };
    }

    private static ImmutableHashSet<ResourceType> Narrow(ImmutableArray<ResourceType> types, Settings settings)
    {
        var wanted = types.ToImmutableHashSet();
        var only = settings.ResourceTypes;
        if (only.Length > 0 && !only.Contains("all") && !only.Contains("default"))
        {
            wanted = wanted.Intersect(only.Select(Parse));
        }

        return wanted.Except(settings.ExcludeResourceTypes.Where(name => name is not ("default" or "all")).Select(Parse));
    }

    private static ResourceType Parse(string name) =>
        ResourceTypes.TryParse(name, out var type) ? type : throw UsageErrors.Because($"There is no resource type '{name}'.");
}
