using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary>A node as the dictionary that templates see as <c>model</c> and in <c>graph</c>, by the manifest's keys.</summary>
public static class NodeDictionary
{
    public static DictValue Of(Node node)
    {
        var dict = new DictValue
        {
            { "name", node.Name },
            { "unique_id", node.UniqueId },
            { "resource_type", node.ResourceType.ToName() },
            { "package_name", node.PackageName },
            { "path", node.Path },
            { "original_file_path", node.OriginalFilePath },
            { "fqn", Texts(node.Fqn) },
            { "config", node.Config.Values },
            { "description", node.Description },
            { "columns", Columns(node) },
            { "tags", node.Config.Get("tags") is { IsMissing: false } tags ? tags : new ListValue() },
            { "meta", node.Config.Get("meta") is { IsMissing: false } meta ? meta : new DictValue() },
            { "patch_path", node.PatchPath },
            { "depends_on", DictValue.Of(("nodes", Texts(node.DependsOn)), ("macros", Texts(node.DependsOnMacros))) },
        };

        if (node is RelationNode relation)
        {
            dict["database"] = relation.Database;
            dict["schema"] = relation.Schema;
            dict["alias"] = relation.Alias;
            dict["identifier"] = relation.Alias;
            dict["relation_name"] = relation.RelationName;
        }

        switch (node)
        {
            case TemplateNode template:
                AddTemplate(dict, template);
                break;
            case SeedNode seed:
                dict["raw_code"] = string.Empty;
                dict["root_path"] = System.IO.Path.GetDirectoryName(seed.File.AbsolutePath);
                dict["checksum"] = DictValue.Of(("name", seed.ChecksumName), ("checksum", seed.Checksum));
                break;
            case SourceNode source:
                dict["source_name"] = source.SourceName;
                dict["source_description"] = source.SourceDescription;
                dict["source_meta"] = source.SourceMeta;
                dict["loader"] = source.Loader;
                dict["loaded_at_field"] = source.LoadedAtField;
                dict["loaded_at_query"] = source.LoadedAtQuery;
                dict["freshness"] = source.Freshness;
                dict["external"] = source.External;
                break;
            case DeclaredNode declared:
                foreach (var (key, value) in declared.Values)
                {
                    if (!dict.ContainsKey(key))
                    {
                        dict[key] = value;
                    }
                }

                break;
        }

        return dict;
    }

    private static void AddTemplate(DictValue dict, TemplateNode node)
    {
        dict["raw_code"] = node.RawCode;
        dict["language"] = (node as ModelNode)?.Language ?? ModelNode.Sql;
        dict["checksum"] = DictValue.Of(("name", "sha256"), ("checksum", node.Checksum));
        dict["refs"] = new ListValue(node.Refs.Select(r => (Value)DictValue.Of(("name", r.Name), ("package", r.Package), ("version", r.Version))));
        dict["sources"] = new ListValue(node.Sources.Select(s => (Value)ListValue.Of(s.Source, s.Table)));
        dict["functions"] = new ListValue(node.Functions.Select(f => (Value)(f.Package is { } package ? ListValue.Of(package, f.Name) : ListValue.Of(f.Name))));
        dict["unrendered_config"] = node.UnrenderedConfig;
        if (node is ModelNode model)
        {
            dict["access"] = model.Access;
            dict["group"] = model.Group;
            dict["version"] = model.Version;
            dict["latest_version"] = model.LatestVersion;
            dict["constraints"] = model.Constraints;
            dict["contract"] = model.Config.Get("contract");
            dict["batch"] = model.Batch is { } batch ? batch.ToValue() : Value.None;
        }
        else if (node is FunctionNode function)
        {
            dict["arguments"] = function.Arguments;
            dict["returns"] = function.Returns;
        }
        else if (node is TestNode test)
        {
            dict["column_name"] = test.ColumnName;
            dict["attached_node"] = test.AttachedNode;
            dict["test_metadata"] = test.Metadata is { } metadata
                ? DictValue.Of(("name", metadata.Name), ("namespace", metadata.Namespace), ("kwargs", metadata.Arguments))
                : Value.None;
        }
    }

    private static DictValue Columns(Node node)
    {
        var columns = new DictValue();
        foreach (var column in node.Columns)
        {
            columns[column.Name] = DictValue.Of(
                ("name", column.Name),
                ("description", column.Description),
                ("meta", column.Meta),
                ("data_type", column.DataType),
                ("constraints", column.Constraints),
                ("quote", column.Quote is { } quote ? quote : Value.None),
                ("tags", Texts(column.Tags)));
        }

        return columns;
    }

    private static ListValue Texts(IEnumerable<string> texts) => new(texts.Select(t => (Value)t));
}
