using System.Text.Json.Nodes;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Tests.Planning;

/// <summary>What the tests compare of a node, in the manifest's shape.</summary>
internal static class GraphFacts
{
    public static JsonObject Of(Node node)
    {
        var facts = new JsonObject
        {
            ["unique_id"] = node.UniqueId,
            ["fqn"] = Texts(node.Fqn),
            ["name"] = node.Name,
            ["path"] = node.Path,
            ["original_file_path"] = node.OriginalFilePath,
            ["config"] = Json(node.Config.Values),
        };
        if (node is not SourceNode)
        {
            facts["depends_on"] = new JsonObject { ["macros"] = Texts(node.DependsOnMacros) };
            if (node is not SeedNode)
            {
                facts["depends_on"]!["nodes"] = Texts(node.DependsOn);
            }
        }

        if (node is DeclaredNode)
        {
            return facts;
        }

        facts["package_name"] = node.PackageName;
        facts["tags"] = Texts(node.Tags);
        facts["description"] = node.Description;
        facts["doc_blocks"] = Texts(node.DocBlocks);
        facts["patch_path"] = node.PatchPath;
        facts["columns"] = new JsonObject(node.Columns.Select(c => KeyValuePair.Create<string, JsonNode?>(c.Name, Of(c))));
        var relation = (RelationNode)node;
        facts["database"] = relation.Database;
        facts["schema"] = relation.Schema;
        facts["relation_name"] = relation.RelationName;
        if (node is SourceNode source)
        {
            Add(facts, source);
            return facts;
        }

        facts["alias"] = relation.Alias;
        facts["group"] = node.Group;
        if (node is SeedNode seed)
        {
            facts["raw_code"] = string.Empty;
            facts["checksum"] = new JsonObject { ["name"] = seed.ChecksumName, ["checksum"] = seed.Checksum };
            facts["unrendered_config"] = Json(seed.UnrenderedConfig);
            return facts;
        }

        Add(facts, (TemplateNode)node);
        return facts;
    }

    public static JsonNode? Json(Value value) =>
        value.AsDict() is { } dict ? new JsonObject(dict.Select(p => KeyValuePair.Create(p.Key.ToString(), Json(p.Value))))
        : value.AsList() is { } list ? new JsonArray([.. list.Select(Json)])
        : value.IsMissing ? null
        : value.TryGetBoolean(out var flag) ? JsonValue.Create(flag)
        : value.TryGetInt64(out var number) ? JsonValue.Create(number)
        : value.TryGetFloat(out var real) ? JsonValue.Create(real)
        : JsonValue.Create(value.ToString());

    private static void Add(JsonObject facts, SourceNode source)
    {
        facts["source_name"] = source.SourceName;
        facts["source_description"] = source.SourceDescription;
        facts["loader"] = source.Loader;
        facts["identifier"] = source.Alias;
        facts["loaded_at_field"] = source.LoadedAtField;
        facts["loaded_at_query"] = source.LoadedAtQuery;
        facts["freshness"] = Json(source.Freshness);
        facts["external"] = Json(source.External);
        facts["unrendered_config"] = Json(source.UnrenderedConfig);
    }

    private static void Add(JsonObject facts, TemplateNode node)
    {
        facts["raw_code"] = node.RawCode;
        facts["checksum"] = new JsonObject { ["name"] = node is TestNode { Metadata: not null } ? "none" : "sha256", ["checksum"] = node.Checksum };
        facts["unrendered_config"] = Json(node.UnrenderedConfig);
        facts["refs"] = new JsonArray([.. node.Refs.Select(r =>
            new JsonObject { ["name"] = r.Name, ["package"] = r.Package, ["version"] = Json(r.Version) })]);
        facts["sources"] = new JsonArray([.. node.Sources.Select(s => new JsonArray(s.Source, s.Table))]);
        switch (node)
        {
            case ModelNode model:
                facts["access"] = model.Access;
                facts["constraints"] = Json(model.Constraints);
                facts["version"] = Json(model.Version);
                facts["latest_version"] = Json(model.LatestVersion);
                facts["deprecation_date"] = Json(model.DeprecationDate);
                facts["primary_key"] = Texts(model.PrimaryKey);
                facts["time_spine"] = Json(model.TimeSpine);
                break;
            case OperationNode operation:
                facts["index"] = operation.Index;
                break;
            case TestNode { Metadata: { } metadata } test:
                facts["column_name"] = test.ColumnName;
                facts["file_key_name"] = test.FileKeyName;
                facts["attached_node"] = test.AttachedNode;
                facts["test_metadata"] = new JsonObject
                {
                    ["name"] = metadata.Name, ["namespace"] = metadata.Namespace, ["kwargs"] = Json(metadata.Arguments),
                };
                break;
        }
    }

    private static JsonObject Of(NodeColumn column) => new()
    {
        ["name"] = column.Name,
        ["description"] = column.Description,
        ["meta"] = Json(column.Meta),
        ["data_type"] = column.DataType,
        ["quote"] = column.Quote,
        ["tags"] = Texts(column.Tags),
        ["constraints"] = Json(column.Constraints),
        ["config"] = Json(column.Config),
        ["doc_blocks"] = Texts(column.DocBlocks),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
