using System.Collections.Frozen;
using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Writes and reads a graph, all but the project that it is of.</summary>
internal static class GraphCodec
{
    /// <exception cref="NotSupportedException">There is something in it that cannot be written.</exception>
    public static void Write(CacheWriter writer, Graph graph)
    {
        var places = new Dictionary<string, int>(graph.Dag.Count, StringComparer.Ordinal);
        foreach (var id in graph.Dag.Order)
        {
            places.Add(id, places.Count);
        }

        // Nodes in the order of the graph: then an edge is a pair of places.
        writer.Number(places.Count);
        for (var i = 0; i < places.Count; i++)
        {
            NodeCodec.Write(writer, graph.Nodes[graph.Dag.Order[i]]);
            writer.List(graph.Dag.ParentPlaces[i], parent => writer.Number(parent));
        }

        writer.List(graph.Disabled, node => NodeCodec.Write(writer, node));
        writer.List(graph.Groups, group => Write(writer, group));
        writer.List(graph.MacroPatches, patch =>
        {
            writer.Text(patch.Key);
            writer.Dict(patch.Value.Config);
            writer.Text(patch.Value.Description);
            writer.Items(patch.Value.Arguments);
            writer.Text(patch.Value.PatchPath);
            writer.Span(patch.Value.Span);
        });
        writer.List(graph.Warnings, warning => NodeCodec.Write(writer, warning));
        graph.References.Names.Write(writer);
    }

    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    public static Graph Read(CacheReader reader, Project project)
    {
        var nodes = new Node[reader.Count()];
        var parents = new int[nodes.Length][];
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = NodeCodec.Read(reader);
            parents[i] = reader.List(static r => r.Count());
        }

        var byId = nodes.ToFrozenDictionary(node => node.UniqueId, StringComparer.Ordinal);
        return new Graph
        {
            Project = project,
            Nodes = byId,
            Dag = Dag<string>.Restore(Array.ConvertAll(nodes, node => node.UniqueId), parents),
            Macros = MacroRegistry.Build(project),
            Disabled = [.. reader.List(NodeCodec.Read)],
            Groups = [.. reader.List(ReadGroup)],

            // Their warnings are among those of the graph.
            Selections = SelectorFile.Read(project.Selectors, new DiagnosticBag()),
            MacroPatches = reader.List(static r => KeyValuePair.Create(r.Text(), new MacroPatch(r.Dict(), r.Text(), r.Items(), r.Text(), r.Span()!.Value)))
                .ToFrozenDictionary(StringComparer.Ordinal),
            Warnings = [.. reader.List(NodeCodec.ReadDiagnostic)],
            References = new ReferenceResolver(new NameIndex(project, reader), byId),
        };
    }

    private static void Write(CacheWriter writer, GroupNode group)
    {
        writer.Text(group.UniqueId);
        writer.Text(group.Name);
        writer.Text(group.PackageName);
        writer.Text(group.Path);
        NodeCodec.Write(writer, group.Config);
        writer.Text(group.Properties.Kind);
        writer.Text(group.Properties.Name);
        writer.Dict(group.Properties.Values);
        writer.Text(group.Properties.File.Path);
        writer.Span(group.Properties.Span);
    }

    private static GroupNode ReadGroup(CacheReader reader)
    {
        var (id, name, package, path, config) = (reader.Text(), reader.Text(), reader.Text(), reader.Text(), NodeCodec.ReadConfig(reader));
        var (kind, written, values, file, span) = (reader.Text(), reader.Text(), reader.Dict(), reader.Text(), reader.Span()!.Value);
        return new GroupNode(
            id, name, package, path, config,
            new OtherProperties(kind, written, values, new PropertiesFile { Path = file, Source = span.Source }, span));
    }
}
