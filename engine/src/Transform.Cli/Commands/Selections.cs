using System.Collections.Immutable;
using Transform.Cli.Options;
using Transform.Core;
using Transform.Planning;

namespace Transform.Cli.Commands;

/// <summary>What <c>--select</c>, <c>--exclude</c>, <c>--selector</c> and the resource types choose.</summary>
internal static class Selections
{
    /// <summary>The unique ids of chosen nodes of the given types.</summary>
    /// <exception cref="TransformException">A selector cannot be read (TF3009).</exception>
    public static IReadOnlySet<string> Choose(Session session, Graph graph, ImmutableArray<ResourceType> types)
    {
        var settings = session.Settings;
        var selection = Selector.Select(graph, new SelectionOptions
        {
            Select = settings.Select,
            Exclude = settings.Exclude,
            ResourceTypes = Narrow(types, settings),
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

        else if (selection.Nodes.Count == 0)
        {
            new Stages(session).Warn([Nothing(settings)]);
        }

        return selection.Nodes;
    }

    /// <summary>dbt prints what was asked for by name, not what came along with it.</summary>
    public static bool IsNamed(Session session, Node node)
    {
        var settings = session.Settings;
        return settings.Select.Any(text => text.Contains(node.Name, StringComparison.Ordinal));
    }

    private static Diagnostic Nothing(Settings settings)
    {
        var chosen = settings.Select;
        return Diagnostic.Warning(
            DiagnosticCodes.NothingSelected,
            chosen.IsEmpty ? "There is nothing to do: the project has no such nodes." : $"Nothing matches '{string.Join(' ', chosen)}', so there is nothing to do.",
            hint: "`transform ls` lists what can be selected.");
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
