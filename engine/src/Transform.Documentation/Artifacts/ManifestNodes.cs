using System.Collections.Immutable;
using System.Globalization;
using Transform.Compilation;
using Transform.Execution;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>One entry of <c>nodes</c>: dbt's keys in dbt's order.</summary>
internal sealed class ManifestNodes(Graph graph, IReadOnlyDictionary<string, CompiledNode> compiled, double createdAt)
{
    private readonly string target = TargetOf(graph);

    /// <summary>The body of a node, braces included.</summary>
    public void Write(ArtifactJson json, RelationNode node)
    {
        var writer = json.Writer;
        writer.WriteStartObject();
        Head(json, node);
        switch (node)
        {
            case SeedNode:
                writer.WriteString("root_path"u8, graph.Project.Root);
                writer.WriteStartObject("depends_on"u8);
                json.Texts("macros"u8, node.DependsOnMacros);
                writer.WriteEndObject();
                break;
            case TemplateNode template:
                Code(json, template);
                break;
        }

        switch (node)
        {
            case ModelNode model:
                Model(json, model);
                break;
            case FunctionNode function:
                json.Value("arguments"u8, function.Arguments);
                json.Value("returns"u8, function.Returns);
                break;
            case TestNode { Metadata: { } metadata } test:
                Test(json, test, metadata);
                break;
            case OperationNode operation:
                // dbt counts its hooks from one once it has run them.
                writer.WriteNumber("index"u8, compiled.ContainsKey(node.UniqueId) ? operation.Index + 1 : operation.Index);
                break;
        }

        writer.WriteEndObject();
    }

    private static string TargetOf(Graph graph)
    {
        var relative = Path.GetRelativePath(graph.Project.Root, graph.Project.TargetPath).Replace('\\', '/');
        return relative.StartsWith("..", StringComparison.Ordinal) ? graph.Project.TargetPath : relative;
    }

    /// <summary>How a node's or a macro's page is shown, with what is not said filled in.</summary>
    public static void Docs(ArtifactJson json, DictValue config)
    {
        var docs = config["docs"].AsDict() ?? [];
        json.Writer.WriteStartObject("docs"u8);
        json.Member("show"u8, docs, "show", Value.True);
        json.Member("node_color"u8, docs, "node_color");
        json.Writer.WriteEndObject();
    }

    private void Head(ArtifactJson json, RelationNode node)
    {
        var writer = json.Writer;
        var template = node as TemplateNode;
        var seed = node as SeedNode;
        var config = node.Config.Values;
        json.Text("database"u8, node.Database);
        json.Text("schema"u8, node.Schema);
        writer.WriteString("name"u8, node.Name);
        writer.WriteString("resource_type"u8, node.ResourceType.ToName());
        writer.WriteString("package_name"u8, node.PackageName);
        writer.WriteString("path"u8, node.Path);
        writer.WriteString("original_file_path"u8, node.OriginalFilePath);
        writer.WriteString("unique_id"u8, node.UniqueId);
        json.Texts("fqn"u8, node.Fqn);
        json.Text("alias"u8, node.Alias);
        Checksum(json, template, seed);
        json.Shared("config"u8, config);
        json.Texts("tags"u8, node.Tags);
        json.Text("description"u8, node.Description);
        ManifestColumns.Write(json, node.Columns);
        json.Member("meta"u8, config, "meta", new DictValue());
        json.Text("group"u8, node.Group);
        Docs(json, config);
        json.Text("patch_path"u8, node.PatchPath);
        if (compiled.TryGetValue(node.UniqueId, out var built) && built.HasRunFile
            && node.ResourceType is not (ResourceType.Operation or ResourceType.Analysis))
        {
            json.Text("build_path"u8, $"{target}/run/{SqlFiles.PathOf(node)}");
        }
        else
        {
            json.Null("build_path"u8);
        }

        json.Shared("unrendered_config"u8, node.UnrenderedConfig);
        writer.WriteNumber("created_at"u8, createdAt);
        json.Text("relation_name"u8, node.RelationName);
        json.Text("raw_code"u8, template?.RawCode ?? string.Empty);
        json.Texts("doc_blocks"u8, node.DocBlocks);
    }

    private static void Checksum(ArtifactJson json, TemplateNode? template, SeedNode? seed)
    {
        var checksum = seed?.Checksum ?? template?.Checksum ?? string.Empty;
        json.Writer.WriteStartObject("checksum"u8);
        json.Writer.WriteString("name"u8, checksum.Length == 0 ? "none" : seed?.ChecksumName ?? "sha256");
        json.Writer.WriteString("checksum"u8, checksum);
        json.Writer.WriteEndObject();
    }

    private void Code(ArtifactJson json, TemplateNode node)
    {
        var writer = json.Writer;
        writer.WriteString("language"u8, node is ModelNode model ? model.Language : ModelNode.Sql);
        Refs(json, node.Refs);
        Sources(json, node.Sources);
        Metrics(json, node.Metrics);
        Functions(json, node.Functions);
        var code = compiled.TryGetValue(node.UniqueId, out var built) ? built.Code : null;
        DependsOn(json, node, built?.Macros ?? []);
        json.Text("compiled_path"u8, code is not null && SqlFiles.HasCompiledFile(node)
            ? $"{target}/compiled/{SqlFiles.PathOf(node)}"
            : null);
        if (code is not null)
        {
            writer.WriteBoolean("compiled"u8, true);
            json.Text("compiled_code"u8, code);
            writer.WriteBoolean("extra_ctes_injected"u8, true);
            ExtraCtes(json, built!.Ctes);
        }

        Contract(json, node);
    }

    public static void Refs(ArtifactJson json, ImmutableArray<RefCall> refs)
    {
        json.Writer.WriteStartArray("refs"u8);
        foreach (var call in refs)
        {
            json.Writer.WriteStartObject();
            json.Writer.WriteString("name"u8, call.Name);
            json.Text("package"u8, call.Package);
            json.Value("version"u8, call.Version);
            json.Writer.WriteEndObject();
        }

        json.Writer.WriteEndArray();
    }

    public static void Sources(ArtifactJson json, ImmutableArray<SourceCall> sources)
    {
        json.Writer.WriteStartArray("sources"u8);
        foreach (var call in sources)
        {
            json.Writer.WriteStartArray();
            json.Writer.WriteStringValue(call.Source);
            json.Writer.WriteStringValue(call.Table);
            json.Writer.WriteEndArray();
        }

        json.Writer.WriteEndArray();
    }

    public static void Metrics(ArtifactJson json, ImmutableArray<MetricCall> metrics) =>
        Named(json, "metrics"u8, metrics, static call => (call.Package, call.Name));

    private static void Functions(ArtifactJson json, ImmutableArray<FunctionCall> functions) =>
        Named(json, "functions"u8, functions, static call => (call.Package, call.Name));

    // A list of names, each with its package before it where it was called with one.
    private static void Named<T>(ArtifactJson json, ReadOnlySpan<byte> key, ImmutableArray<T> calls, Func<T, (string? Package, string Name)> parts)
    {
        json.Writer.WriteStartArray(key);
        foreach (var call in calls)
        {
            var (package, name) = parts(call);
            json.Writer.WriteStartArray();
            if (package is not null)
            {
                json.Writer.WriteStringValue(package);
            }

            json.Writer.WriteStringValue(name);
            json.Writer.WriteEndArray();
        }

        json.Writer.WriteEndArray();
    }

    public static void DependsOn(ArtifactJson json, Node node) => DependsOn(json, node, []);

    // Macros that a template only calls while it runs are among those that it depends on, once it has run.
    private static void DependsOn(ArtifactJson json, Node node, ImmutableArray<string> called)
    {
        json.Writer.WriteStartObject("depends_on"u8);
        json.Texts("macros"u8, called.IsEmpty ? node.DependsOnMacros : [.. node.DependsOnMacros.Union(called)]);
        json.Texts("nodes"u8, node.DependsOn);
        json.Writer.WriteEndObject();
    }

    private static void ExtraCtes(ArtifactJson json, ImmutableArray<EphemeralCte> ctes)
    {
        json.Writer.WriteStartArray("extra_ctes"u8);
        foreach (var cte in ctes)
        {
            json.Writer.WriteStartObject();
            json.Writer.WriteString("id"u8, cte.UniqueId);
            json.Text("sql"u8, cte.Sql);
            json.Writer.WriteEndObject();
        }

        json.Writer.WriteEndArray();
    }

    private static void Contract(ArtifactJson json, TemplateNode node)
    {
        var contract = node.Config.Get("contract").AsDict() ?? new DictValue();
        json.Writer.WriteStartObject("contract"u8);
        json.Member("enforced"u8, contract, "enforced", Value.False);
        json.Member("alias_types"u8, contract, "alias_types", Value.True);
        json.Text("checksum"u8, node is ModelNode ? ContractChecksum.Of(node) : null);
        json.Writer.WriteEndObject();
    }

    private static void Model(ArtifactJson json, ModelNode model)
    {
        json.Text("access"u8, model.Access);
        ManifestColumns.Constraints(json, model.Constraints, forModel: true);
        json.Value("version"u8, model.Version);
        json.Value("latest_version"u8, model.LatestVersion);
        Deprecation(json, model.DeprecationDate);
        json.Texts("primary_key"u8, model.PrimaryKey);
        if (model.TimeSpine.AsDict() is { } spine)
        {
            json.Writer.WriteStartObject("time_spine"u8);
            json.Member("standard_granularity_column"u8, spine, "standard_granularity_column");
            json.Member("custom_granularities"u8, spine, "custom_granularities", new ListValue());
            json.Writer.WriteEndObject();
        }
        else
        {
            json.Null("time_spine"u8);
        }
    }

    // A date means its first moment; a time without a zone is that of the machine.
    private static void Deprecation(ArtifactJson json, Value date)
    {
        var text = date.IsMissing ? null : date.ToString();
        json.Text("deprecation_date"u8, DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var moment)
                ? moment.ToString(moment.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:sszzz" : "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture)
                : text);
    }

    private static void Test(ArtifactJson json, TestNode test, TestMetadata metadata)
    {
        json.Text("column_name"u8, test.ColumnName);
        json.Text("file_key_name"u8, test.FileKeyName);
        json.Text("attached_node"u8, test.AttachedNode);
        json.Writer.WriteStartObject("test_metadata"u8);
        json.Writer.WriteString("name"u8, metadata.Name);
        json.Value("kwargs"u8, metadata.Arguments);
        json.Text("namespace"u8, metadata.Namespace);
        json.Writer.WriteEndObject();
    }
}
