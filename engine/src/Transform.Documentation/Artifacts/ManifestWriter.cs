using System.Security.Cryptography;
using System.Text;
using Transform.Core;
using Transform.Loading;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>Writes a manifest section by section. The big sections are serialised in parallel; everything is ordered by
/// unique id, so that the same project gives the same file.</summary>
internal sealed class ManifestWriter
{
    // Each is looked for in the whole of the old one.
    private const int MostSpliced = 16;

    private readonly Graph graph;
    private readonly Invocation invocation;
    private readonly SecretMask secrets;
    private readonly IReadOnlyDictionary<string, CompiledNode> compiled;
    private readonly Lazy<Node[]> all;
    private readonly double createdAt;

    public ManifestWriter(
        Graph graph, Invocation invocation, SecretMask secrets, IReadOnlyDictionary<string, CompiledNode> compiled)
    {
        this.graph = graph;
        this.invocation = invocation;
        this.secrets = secrets;
        this.compiled = compiled;
        createdAt = invocation.Started.ToUnixTimeMilliseconds() / 1000.0;

        all = new Lazy<Node[]>(() =>
        {
            // dbt leaves tests among the nodes whose targets are turned off.
            Node[] nodes = [.. graph.Nodes.Values, .. graph.Disabled.Where(node => node.IsCutOff)];
            Array.Sort(nodes, static (a, b) => string.CompareOrdinal(a.UniqueId, b.UniqueId));
            return nodes;
        });
    }

    private Node[] All => all.Value;

    /// <summary>The manifest made of the one that is there; null where that is not as it must be, or too much in it is another.</summary>
    /// <param name="path">The one that is there.</param>
    /// <param name="file">Its length and time: another call may have put its own there since.</param>
    /// <param name="changed">The ids of the models in which it differs.</param>
    public ManifestSplice? TrySplice(string path, (long Length, long Written) file, string[] changed)
    {
        // Ids that are none: what was noted of the old one is not whole.
        if (changed.Length > MostSpliced || !Array.TrueForAll(changed, graph.Nodes.ContainsKey))
        {
            return null;
        }

        try
        {
            var nodes = new ManifestNodes(graph, compiled, createdAt);
            return ManifestSplice.TryOpen(
                path, file, Bytes(Metadata), changed, Array.ConvertAll(changed, id => Bytes(json => nodes.Write(json, (RelationNode)graph.Nodes[id]))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it is made anew.
            return null;
        }
    }

    private byte[] Bytes(Action<ArtifactJson> write)
    {
        using var json = NewJson();
        write(json);
        return json.Written.ToArray();
    }

    public void Write(Stream stream)
    {
        var nodes = new ManifestNodes(graph, compiled, createdAt);
        var relations = All.Where(n => n is RelationNode and not (SourceNode or FunctionNode)).Cast<RelationNode>().ToArray();
        var macros = Macros();
        var macroEntries = new ManifestMacros(graph, new MacroDependencies(graph.Macros), createdAt);
        var edges = new ManifestEdges(All);

        Text(stream, "{\"metadata\":"u8);
        Small(stream, Metadata);
        Section(stream, "nodes"u8, relations, static node => node.UniqueId, nodes.Write);
        Section(stream, "sources"u8, [.. All.OfType<SourceNode>()], static node => node.UniqueId, (json, source) => ManifestSources.Write(json, source, createdAt));
        Section(stream, "macros"u8, macros, static m => m.Id, (json, m) => macroEntries.Write(json, m.Id, m.File, m.Macro));
        Section(stream, "docs"u8, Docs(), static doc => doc.Id, (json, doc) => WriteDoc(json, doc.Id, doc.Package, doc.Block));
        Declared(stream, "exposures"u8, ResourceType.Exposure);
        Declared(stream, "metrics"u8, ResourceType.Metric);
        Section(stream, "groups"u8, [.. graph.Groups.OrderBy(g => g.UniqueId, StringComparer.Ordinal)], static group => group.UniqueId, ManifestGroups.Write);
        Text(stream, ",\"selectors\":"u8);
        Small(stream, json => json.Value(graph.Selections.Manifest));
        WriteDisabled(stream, nodes);
        Section(stream, "parent_map"u8, All, static node => node.UniqueId, ManifestEdges.WriteParents);
        Section(stream, "child_map"u8, All, static node => node.UniqueId, edges.WriteChildren);
        Section(stream, "group_map"u8, ManifestGroups.Members(graph, All), static group => group.Key, static (json, group) => Ids(json, group.Value));
        Declared(stream, "saved_queries"u8, ResourceType.SavedQuery);
        Declared(stream, "semantic_models"u8, ResourceType.SemanticModel);
        Declared(stream, "unit_tests"u8, ResourceType.UnitTest);
        Section(stream, "functions"u8, [.. All.OfType<FunctionNode>()], static node => node.UniqueId, nodes.Write);
        Text(stream, "}"u8);
    }

    private static void Text(Stream stream, ReadOnlySpan<byte> text) => stream.Write(text);

    private static void Ids(ArtifactJson json, IEnumerable<string> ids)
    {
        json.Writer.WriteStartArray();
        foreach (var id in ids)
        {
            json.Writer.WriteStringValue(id);
        }

        json.Writer.WriteEndArray();
    }

    private ArtifactJson NewJson() => new(secrets);

    private void Small(Stream stream, Action<ArtifactJson> write)
    {
        stream.Write(Bytes(write));
    }

    private void Section<T>(
        Stream stream, ReadOnlySpan<byte> name, IReadOnlyList<T> items, Func<T, string> id, Action<ArtifactJson, T> write)
    {
        Text(stream, ",\""u8);
        Text(stream, name);
        Text(stream, "\":{"u8);
        OrderedChunks.Write(items.Count, stream, NewJson, (json, index) =>
        {
            var item = items[index];
            json.Writer.WritePropertyName(id(item));
            write(json, item);
        });
        Text(stream, "}"u8);
    }

    private void Declared(Stream stream, ReadOnlySpan<byte> name, ResourceType kind) =>
        Section(
            stream,
            name,
            [.. All.OfType<DeclaredNode>().Where(node => node.ResourceType == kind)],
            static node => node.UniqueId,
            (json, node) => ManifestDeclared.Write(json, node, graph, createdAt));

    private void WriteDisabled(Stream stream, ManifestNodes nodes)
    {
        var groups = graph.Disabled.Where(node => !node.IsCutOff).GroupBy(node => node.UniqueId, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        Section(stream, "disabled"u8, groups, static group => group.Key, (json, group) =>
        {
            json.Writer.WriteStartArray();
            foreach (var node in group)
            {
                switch (node)
                {
                    case SourceNode source:
                        ManifestSources.Write(json, source, createdAt);
                        break;
                    case DeclaredNode declared:
                        ManifestDeclared.Write(json, declared, graph, createdAt);
                        break;
                    case RelationNode relation:
                        nodes.Write(json, relation);
                        break;
                }
            }

            json.Writer.WriteEndArray();
        });
    }

    private void Metadata(ArtifactJson json)
    {
        var writer = json.Writer;
        writer.WriteStartObject();
        ArtifactMetadata.Write(
            json,
            "https://schemas.getdbt.com/dbt/manifest/v12.json",
            invocation,
            (ArtifactMetadata.VarsKey, DictValue.Of([.. VarPrints.Of(graph).Select(pair => (pair.Key, (Value)pair.Value))])),
            (ArtifactMetadata.TemplatesKey, DictValue.Of([.. graph.Nodes.WithTemplates.OrderBy(static node => node.UniqueId, StringComparer.Ordinal).Select(node => (node.UniqueId, (Value)node.Templates!))])));
        writer.WriteString("project_name"u8, graph.Project.Main.Name);

        // What dbt calls a project's id is a fingerprint of its name, not a secret.
#pragma warning disable CA5351
        writer.WriteString("project_id"u8, Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(graph.Project.Main.Name))));
#pragma warning restore CA5351
        json.Null("user_id"u8);
        writer.WriteBoolean("send_anonymous_usage_stats"u8, false);
        writer.WriteString("adapter_type"u8, graph.Project.Target.Type);
        var quoting = graph.Project.Main.Settings.Quoting;
        writer.WriteStartObject("quoting"u8);
        writer.WriteBoolean("database"u8, quoting.Database ?? true);
        writer.WriteBoolean("schema"u8, quoting.Schema ?? true);
        writer.WriteBoolean("identifier"u8, quoting.Identifier ?? true);
        json.Null("column"u8);
        writer.WriteEndObject();
        writer.WriteString("run_started_at"u8, ArtifactMetadata.Offset(invocation.Started));
        writer.WriteEndObject();
    }

    private (string Id, SqlFile File, MacroBlock Macro)[] Macros()
    {
        // The last one of a name wins, as it does when macros are called.
        var byId = new SortedDictionary<string, (string, SqlFile, MacroBlock)>(StringComparer.Ordinal);
        foreach (var (_, file, macro) in graph.Macros.All)
        {
            var id = MacroRegistry.UniqueId(macro);
            byId[id] = (id, file, macro);
        }

        return [.. byId.Values];
    }

    private (string Id, Package Package, DocBlock Block)[] Docs()
    {
        var byId = new SortedDictionary<string, (string, Package, DocBlock)>(StringComparer.Ordinal);
        foreach (var package in graph.Project.Packages)
        {
            foreach (var block in package.Docs)
            {
                var id = $"doc.{package.Name}.{block.Name}";
                byId[id] = (id, package, block);
            }
        }

        return [.. byId.Values];
    }

    private static void WriteDoc(ArtifactJson json, string id, Package package, DocBlock block)
    {
        var writer = json.Writer;
        writer.WriteStartObject();
        writer.WriteString("name"u8, block.Name);
        writer.WriteString("resource_type"u8, "doc"u8);
        writer.WriteString("package_name"u8, package.Name);
        var inRoot = block.Path.Length > block.ResourceRoot.Length + 1 && block.ResourceRoot.Length > 0
            ? block.Path[(block.ResourceRoot.Length + 1)..]
            : block.Path;
        writer.WriteString("path"u8, inRoot);
        writer.WriteString("original_file_path"u8, block.Path);
        writer.WriteString("unique_id"u8, id);
        json.Text("block_contents"u8, block.Text);
        writer.WriteEndObject();
    }
}
