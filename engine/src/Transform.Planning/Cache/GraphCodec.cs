using System.Collections.Frozen;
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
        CachedNodes.Write(writer, graph);
        writer.Edges(graph.Dag.ParentPlaces);
        writer.Edges(graph.Dag.ChildPlaces);
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

        // Not read again: macros and docs are read from their files. But a graph with others is another graph.
        writer.Bytes(CacheFingerprint.OfBlocks(graph.Project));
    }

    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    /// <param name="tables">The strings, texts and dictionaries.</param>
    /// <param name="reader">Stands where the graph begins; nobody else reads with it.</param>
    /// <param name="project">The project, which is the same as it was then.</param>
    public static Graph Read(CacheTables tables, CacheReader reader, Project project)
    {
        var nodes = new CachedNodes(tables, reader);
        return new Graph
        {
            Project = project,
            Nodes = nodes,
            Dag = Dag<string>.Restore(nodes.Ids, reader.Edges(), reader.Edges()),
            Macros = new MacroRegistry(project),
            Disabled = [.. reader.List(NodeCodec.Read)],
            Groups = [.. reader.List(ReadGroup)],

            // Their warnings are among those of the graph.
            Selections = SelectorFile.Read(project.Selectors, new DiagnosticBag()),
            MacroPatches = reader.List(static r => KeyValuePair.Create(r.Text(), new MacroPatch(r.Dict(), r.Text(), r.Items(), r.Text(), r.Span()!.Value)))
                .ToFrozenDictionary(StringComparer.Ordinal),
            Warnings = [.. reader.List(NodeCodec.ReadDiagnostic)],
            References = new ReferenceResolver(new Lazy<NameIndex>(() => new NameIndex(project, reader)), nodes),
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
