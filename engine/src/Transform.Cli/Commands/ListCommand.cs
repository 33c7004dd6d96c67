using System.Collections.Immutable;
using Transform.Cli.Output;
using Transform.Planning;

namespace Transform.Cli.Commands;

/// <summary><c>list</c>: prints the resources that are chosen.</summary>
internal sealed class ListCommand : ICommand
{
    private static readonly ImmutableArray<ResourceType> Types =
    [
        ResourceType.Model, ResourceType.Seed, ResourceType.Snapshot, ResourceType.Test, ResourceType.Source, ResourceType.Exposure,
        ResourceType.Metric, ResourceType.SavedQuery, ResourceType.SemanticModel, ResourceType.UnitTest, ResourceType.Function,
    ];

    public int Run(Session session)
    {
        var settings = session.Settings;
        var stages = new Stages(session);
        var graph = stages.Plan();
        stages.WriteArtifacts(graph, null);
        var types = settings.ResourceTypes.Any(type => type is "all" or "analysis") ? Types.Add(ResourceType.Analysis) : Types;
        var nodes = Selections.Choose(session, graph, types, includeBlank: true)
            .Select(id => graph.Nodes[id])
            .OrderBy(node => node.UniqueId, StringComparer.Ordinal)
            .ToList();
        if (nodes.Count == 0)
        {
            return ExitCode.Success;
        }

        Func<Node, string> print = settings.Output switch
        {
            "json" => node => NodeJson.Write(node, settings.OutputKeys),
            "name" => ListedName.Short,
            "path" => node => node.OriginalFilePath,
            _ => ListedName.Selector,
        };
        session.Reporter.Product(string.Join(Environment.NewLine, nodes.Select(print)));
        return ExitCode.Success;
    }
}
