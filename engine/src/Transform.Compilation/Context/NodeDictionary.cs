using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary>A node as the dictionary that templates see as <c>model</c> and in <c>graph</c>, by the manifest's keys. In <c>graph</c>
/// every key is there; <c>model</c> leaves out what is none.</summary>
public static class NodeDictionary
{
    /// <summary>The node as <c>model</c> shows it.</summary>
    public static DictValue Model(Node node, Graph graph) => Detached.Of(WithoutNone(node, View(node, graph)));

    /// <summary>The node as <c>graph</c> shows it: a copy, which templates may change as they do in dbt.</summary>
    public static DictValue Of(Node node, Graph graph) => Detached.Of(View(node, graph));

    private static DictValue View(Node node, Graph graph)
    {
        var dict = new DictValue
        {
            { "name", node.Name },
            { "resource_type", node.ResourceType.ToName() },
            { "package_name", node.PackageName },
            { "path", node.Path },
            { "original_file_path", node.OriginalFilePath },
            { "unique_id", node.UniqueId },
            { "fqn", Texts(node.Fqn) },
        };

        switch (node)
        {
            case SourceNode source:
                AddSource(dict, source, graph);
                break;
            case RelationNode relation:
                AddRelation(dict, relation, graph);
                break;
            case DeclaredNode declared:
                AddDeclared(dict, declared, graph);
                break;
        }

        return dict;
    }

    /// <summary>A group as <c>graph</c> shows it.</summary>
    public static DictValue Of(GroupNode group)
    {
        var values = group.Properties.Values;
        var path = group.Properties.File.Path;
        return Detached.Of(DictValue.Of(
            ("name", group.Name),
            ("resource_type", "group"),
            ("package_name", group.PackageName),
            ("path", path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..]),
            ("original_file_path", path),
            ("unique_id", group.UniqueId),
            ("owner", Owner(values)),
            ("description", Or(values["description"], Value.None)),
            ("config", Or(values["config"], DictValue.Of(("meta", new DictValue()), ("tags", new ListValue()))))));
    }

    /// <summary>A macro as <c>model</c> of an operation shows it.</summary>
    public static DictValue Of(MacroBlock macro) => DictValue.Of(
        ("name", macro.UniqueName),
        ("resource_type", "macro"),
        ("package_name", macro.PackageName),
        ("path", macro.Span.Source.Path),
        ("original_file_path", macro.Span.Source.Path),
        ("unique_id", MacroRegistry.UniqueId(macro)),
        ("macro_sql", macro.Text),
        ("depends_on", DictValue.Of(("macros", new ListValue()))),
        ("description", string.Empty),
        ("meta", new DictValue()),
        ("docs", DictValue.Of(("show", true))),
        ("config", DictValue.Of(("meta", new DictValue()), ("docs", DictValue.Of(("show", true))))),
        ("patch_path", Value.None),
        ("created_at", 0),
        ("arguments", new ListValue()));

    /// <summary>A dictionary without the entries that are none.</summary>
    internal static Value WithoutNone(Value value)
    {
        if (value.AsDict() is not { } dict)
        {
            return value;
        }

        var kept = new DictValue(dict.Count);
        foreach (var (key, entry) in dict)
        {
            if (!entry.IsNone)
            {
                kept[key] = entry;
            }
        }

        return kept;
    }

    // Where dbt has classes of its own, none is left out below too; what users write (meta, vars) stays as it is.
    private static DictValue WithoutNone(Node node, DictValue whole)
    {
        var dict = WithoutNone((Value)whole).AsDict()!;
        var config = WithoutNone(node.Config.Values).AsDict()!;
        foreach (var key in new[] { "docs", "contract" })
        {
            Replace(config, key);
            Replace(dict, key);
        }

        foreach (var key in new[] { "pre-hook", "post-hook" })
        {
            if (config[key].AsList() is { } hooks)
            {
                config[key] = new ListValue(hooks.Select(WithoutNone));
            }
        }

        if (dict.ContainsKey("config"))
        {
            dict["config"] = config;
        }

        if (dict["refs"].AsList() is { } refs)
        {
            dict["refs"] = new ListValue(refs.Select(WithoutNone));
        }

        var columns = new DictValue();
        foreach (var (name, column) in dict["columns"].AsDict() ?? [])
        {
            columns[name] = WithoutNone(column);
        }

        dict["columns"] = columns;
        return dict;

        static void Replace(DictValue parent, string key)
        {
            if (parent[key].AsDict() is { } inner)
            {
                parent[key] = WithoutNone(inner);
            }
        }
    }

    private static void AddRelation(DictValue dict, RelationNode node, Graph graph)
    {
        var config = node.Config.Values;
        var template = node as TemplateNode;
        var seed = node as SeedNode;
        dict["database"] = node.Database;
        dict["schema"] = node.Schema;
        dict["alias"] = node.Alias;
        dict["relation_name"] = node.RelationName;
        dict["checksum"] = Checksum(seed?.ChecksumName ?? "sha256", seed?.Checksum ?? template?.Checksum ?? string.Empty);
        dict["config"] = config;
        dict["tags"] = Texts(node.Tags);
        dict["meta"] = Or(config["meta"], new DictValue());
        dict["description"] = node.Description;
        dict["doc_blocks"] = Texts(node.DocBlocks);
        dict["columns"] = Columns(node);
        dict["docs"] = Or(config["docs"], DictValue.Of(("show", true), ("node_color", Value.None)));
        dict["patch_path"] = node.PatchPath;
        dict["group"] = node.Group;
        dict["build_path"] = Value.None;
        dict["unrendered_config"] = template?.UnrenderedConfig ?? seed?.UnrenderedConfig ?? new DictValue();
        dict["unrendered_config_call_dict"] = new DictValue();
        dict["config_call_dict"] = new DictValue();
        dict["created_at"] = CreatedAt(graph);
        dict["raw_code"] = template?.RawCode ?? string.Empty;
        if (seed is not null)
        {
            dict["root_path"] = graph.Project.Root;
            dict["depends_on"] = DictValue.Of(("macros", Texts(node.DependsOnMacros)));
            dict["defer_relation"] = Value.None;
        }
        else if (template is not null)
        {
            AddTemplate(dict, template);
        }
    }

    private static void AddTemplate(DictValue dict, TemplateNode node)
    {
        dict["depends_on"] = DependsOn(node);
        dict["language"] = (node as ModelNode)?.Language ?? ModelNode.Sql;
        dict["refs"] = Refs(node.Refs);
        dict["sources"] = Sources(node.Sources);
        dict["metrics"] = new ListValue();
        dict["functions"] = new ListValue(node.Functions.Select(f => (Value)(f.Package is { } package ? ListValue.Of(package, f.Name) : ListValue.Of(f.Name))));
        dict["compiled_path"] = Value.None;
        var contract = node.Config.Get("contract").AsDict() ?? new DictValue();
        dict["contract"] = DictValue.Of(
            ("enforced", Or(contract["enforced"], false)), ("alias_types", Or(contract["alias_types"], true)), ("checksum", Value.None));
        switch (node)
        {
            case ModelNode model:
                dict["access"] = model.Access;
                dict["version"] = model.Version;
                dict["latest_version"] = model.LatestVersion;
                dict["deprecation_date"] = model.DeprecationDate;
                dict["constraints"] = model.Constraints;
                dict["primary_key"] = Texts(model.PrimaryKey);
                dict["time_spine"] = Or(model.TimeSpine, Value.None);
                dict["defer_relation"] = Value.None;
                dict["batch"] = model.Batch is { } batch ? batch.ToValue() : Value.None;
                break;
            case SnapshotNode:
                dict["defer_relation"] = Value.None;
                break;
            case FunctionNode function:
                dict["arguments"] = function.Arguments;
                dict["returns"] = function.Returns;
                break;
            case OperationNode operation:
                dict["index"] = operation.Index;
                break;
            case TestNode { Metadata: { } metadata } test:
                dict["column_name"] = test.ColumnName;
                dict["file_key_name"] = test.FileKeyName;
                dict["attached_node"] = test.AttachedNode;
                dict["test_metadata"] = DictValue.Of(("name", metadata.Name), ("kwargs", metadata.Arguments), ("namespace", metadata.Namespace));
                break;
        }
    }

    private static void AddSource(DictValue dict, SourceNode source, Graph graph)
    {
        var config = source.Config.Values;
        dict["database"] = source.Database;
        dict["schema"] = source.Schema;
        dict["identifier"] = source.Alias;
        dict["relation_name"] = source.RelationName;
        dict["source_name"] = source.SourceName;
        dict["source_description"] = source.SourceDescription;
        dict["source_meta"] = source.SourceMeta;
        dict["loader"] = source.Loader;
        dict["quoting"] = DictValue.Of(
            ("database", Flag(source.DeclaredQuoting.Database)),
            ("schema", Flag(source.DeclaredQuoting.Schema)),
            ("identifier", Flag(source.DeclaredQuoting.Identifier)),
            ("column", Value.None));
        dict["loaded_at_field"] = source.LoadedAtField;
        dict["loaded_at_query"] = source.LoadedAtQuery;
        dict["freshness"] = source.Freshness;
        dict["external"] = source.External;
        dict["description"] = source.Description;
        dict["columns"] = Columns(source);
        dict["meta"] = Or(config["meta"], new DictValue());
        dict["tags"] = Texts(source.Tags);
        dict["config"] = config;
        dict["patch_path"] = source.PatchPath;
        dict["unrendered_config"] = source.UnrenderedConfig;
        dict["unrendered_database"] = source.DeclaredDatabase;
        dict["unrendered_schema"] = source.DeclaredSchema;
        dict["doc_blocks"] = Texts(source.DocBlocks);
        dict["created_at"] = CreatedAt(graph);
    }

    private static void AddDeclared(DictValue dict, DeclaredNode node, Graph graph)
    {
        var config = node.Config.Values;
        var values = node.Values;
        dict["description"] = node.Description;
        dict["created_at"] = CreatedAt(graph);
        dict["config"] = config;
        dict["meta"] = Or(config["meta"], new DictValue());
        dict["tags"] = Texts(node.Tags);
        dict["unrendered_config"] = Or(values["config"], new DictValue());
        dict["depends_on"] = DependsOn(node);
        dict["refs"] = Refs(node.Refs);
        dict["sources"] = Sources(node.Sources);
        dict["metrics"] = new ListValue();
        if (values.ContainsKey("owner"))
        {
            dict["owner"] = Owner(values);
        }

        foreach (var key in node.ResourceType == ResourceType.Exposure ? ["type", "label", "maturity", "url"] : Array.Empty<string>())
        {
            dict[key] = Or(values[key], Value.None);
        }

        foreach (var (key, value) in values)
        {
            if (!dict.ContainsKey(key) && (node.ResourceType != ResourceType.Exposure || key.ToString() is not ("depends_on" or "config")))
            {
                dict[key] = value;
            }
        }
    }

    private static Value CreatedAt(Graph graph) => graph.Project.Context.RunStartedAt.ToUnixTimeMilliseconds() / 1000.0;

    private static DictValue Owner(DictValue values)
    {
        var declared = values["owner"].AsDict() ?? new DictValue();
        var owner = DictValue.Of(("email", Or(declared["email"], Value.None)), ("name", Or(declared["name"], Value.None)));
        foreach (var (key, value) in declared)
        {
            owner[key] = value;
        }

        return owner;
    }

    private static DictValue Checksum(string name, string checksum) =>
        DictValue.Of(("name", checksum.Length == 0 ? "none" : name), ("checksum", checksum));

    private static DictValue DependsOn(Node node) => DictValue.Of(("macros", Texts(node.DependsOnMacros)), ("nodes", Texts(node.DependsOn)));

    private static ListValue Refs(ImmutableArray<RefCall> refs) =>
        new(refs.Select(r => (Value)DictValue.Of(("name", r.Name), ("package", r.Package), ("version", r.Version))));

    private static ListValue Sources(ImmutableArray<SourceCall> sources) => new(sources.Select(s => (Value)ListValue.Of(s.Source, s.Table)));

    private static DictValue Columns(Node node)
    {
        var columns = new DictValue();
        foreach (var column in node.Columns)
        {
            var shown = DictValue.Of(
                ("name", column.Name),
                ("description", column.Description),
                ("meta", column.Meta),
                ("data_type", column.DataType),
                ("constraints", column.Constraints),
                ("quote", Flag(column.Quote)),
                ("config", DictValue.Of(("meta", column.Meta), ("tags", Texts(column.Tags)))),
                ("tags", Texts(column.Tags)),
                ("granularity", column.Granularity),
                ("doc_blocks", Texts(column.DocBlocks)));

            // What only an adapter knows, such as a codec.
            foreach (var (key, value) in column.Other)
            {
                shown[key] = value;
            }

            columns[column.Name] = shown;
        }

        return columns;
    }

    private static Value Or(Value value, Value fallback) => value.IsMissing ? fallback : value;

    private static Value Flag(bool? flag) => flag is { } known ? known : Value.None;

    private static ListValue Texts(ImmutableArray<string> texts) => new(texts.Select(t => (Value)t));
}
