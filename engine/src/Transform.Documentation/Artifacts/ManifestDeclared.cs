using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>Exposures and unit tests, and what all entries have in common that are declared in YAML alone.</summary>
internal static class ManifestDeclared
{
    public static void Write(ArtifactJson json, DeclaredNode node, Graph graph, double createdAt)
    {
        json.Writer.WriteStartObject();
        Write(json, node, createdAt, graph);
        json.Writer.WriteEndObject();
    }

    private static void Write(ArtifactJson json, DeclaredNode node, double createdAt, Graph graph)
    {
        switch (node.ResourceType)
        {
            case ResourceType.UnitTest:
                UnitTest(json, node, graph, createdAt);
                return;
            case ResourceType.Exposure:
                Identity(json, node);
                Exposure(json, node, createdAt);
                return;
            case ResourceType.Metric:
                Identity(json, node);
                ManifestSemantics.Metric(json, node, createdAt);
                return;
            case ResourceType.SemanticModel:
                Identity(json, node);
                ManifestSemantics.SemanticModel(json, node, graph, createdAt);
                return;
            case ResourceType.SavedQuery:
                Identity(json, node);
                ManifestSemantics.SavedQuery(json, node, createdAt);
                return;
            default:
                Identity(json, node);
                json.Text("description"u8, node.Description);
                Config(json, node);
                ManifestNodes.DependsOn(json, node);
                json.Writer.WriteNumber("created_at"u8, createdAt);
                return;
        }
    }

    /// <summary><c>config</c> and <c>unrendered_config</c> of a kind whose config has few keys.</summary>
    public static void Config(ArtifactJson json, DeclaredNode node)
    {
        json.Value("config"u8, node.Config.Values);
        json.Value("unrendered_config"u8, node.UnrenderedConfig);
    }

    private static void Identity(ArtifactJson json, DeclaredNode node)
    {
        var writer = json.Writer;
        writer.WriteString("name"u8, node.Name);
        writer.WriteString("resource_type"u8, node.ResourceType.ToName());
        writer.WriteString("package_name"u8, node.PackageName);
        writer.WriteString("path"u8, node.Path);
        writer.WriteString("original_file_path"u8, node.OriginalFilePath);
        writer.WriteString("unique_id"u8, node.UniqueId);
        json.Texts("fqn"u8, node.Fqn);
    }

    private static void Exposure(ArtifactJson json, DeclaredNode node, double createdAt)
    {
        var values = node.Values;
        var config = node.Config.Values;
        json.Member("type"u8, values, "type");
        Owner(json, values);
        json.Text("description"u8, node.Description);
        json.Member("label"u8, values, "label");
        json.Member("maturity"u8, values, "maturity");
        json.Member("meta"u8, config, "meta", new DictValue());
        json.Texts("tags"u8, node.Tags);
        Config(json, node);
        json.Member("url"u8, values, "url");
        ManifestNodes.DependsOn(json, node);
        ManifestNodes.Refs(json, node.Refs);
        ManifestNodes.Sources(json, node.Sources);
        ManifestNodes.Metrics(json, node.Metrics);
        json.Writer.WriteNumber("created_at"u8, createdAt);
    }

    /// <summary><c>owner</c>: the address, the name, then what else is said.</summary>
    public static void Owner(ArtifactJson json, DictValue values)
    {
        var owner = values["owner"].AsDict() ?? new DictValue();
        json.Writer.WriteStartObject("owner"u8);
        json.Member("email"u8, owner, "email");
        json.Member("name"u8, owner, "name");
        Rest(json, owner, static key => key is not ("email" or "name"));
        json.Writer.WriteEndObject();
    }

    private static void UnitTest(ArtifactJson json, DeclaredNode node, Graph graph, double createdAt)
    {
        var values = node.Values;
        json.Member("model"u8, values, "model");
        json.Writer.WriteStartArray("given"u8);
        foreach (var given in values["given"].AsList() ?? new ListValue())
        {
            Fixture(json, given.AsDict() ?? new DictValue(), withInput: true);
        }

        json.Writer.WriteEndArray();
        json.Writer.WritePropertyName("expect"u8);
        Fixture(json, values["expect"].AsDict() ?? new DictValue(), withInput: false);
        Identity(json, node);
        json.Text("description"u8, node.Description);
        json.Member("overrides"u8, values, "overrides");
        ManifestNodes.DependsOn(json, node);
        json.Value("config"u8, node.Config.Values);
        json.Member("checksum"u8, values, "checksum");
        json.Text("schema"u8, node.DependsOn.Length > 0 && graph.Nodes.GetValueOrDefault(node.DependsOn[0]) is RelationNode tested
            ? tested.Schema
            : null);
        json.Writer.WriteNumber("created_at"u8, createdAt);
        json.Member("versions"u8, values, "versions");
        json.Member("version"u8, values, "version");
    }

    private static void Fixture(ArtifactJson json, DictValue values, bool withInput)
    {
        json.Writer.WriteStartObject();
        if (withInput)
        {
            json.Member("input"u8, values, "input");
        }

        json.Member("rows"u8, values, "rows");
        json.Member("format"u8, values, "format", "dict");
        json.Member("fixture"u8, values, "fixture");
        json.Writer.WriteEndObject();
    }

    private static void Rest(ArtifactJson json, DictValue values, Func<string, bool> wanted)
    {
        for (var i = 0; i < values.Count; i++)
        {
            var (key, value) = values.GetAt(i);
            if (key.AsString() is { } name && wanted(name))
            {
                json.Writer.WritePropertyName(name);
                json.Value(value);
            }
        }
    }
}
