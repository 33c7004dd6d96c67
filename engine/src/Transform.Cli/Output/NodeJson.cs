using System.Collections.Immutable;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Cli.Output;

/// <summary>A node as one line of <c>ls --output json</c>.</summary>
internal static class NodeJson
{
    // dbt's, in its order; a node without a key leaves it out.
    private static readonly ImmutableArray<string> DefaultKeys =
    [
        "name", "resource_type", "package_name", "original_file_path", "unique_id", "alias", "source_name", "config", "tags", "depends_on",
    ];

    public static string Write(Node node, ImmutableArray<string> keys)
    {
        var all = Describe(node);
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            foreach (var key in keys.IsEmpty ? DefaultKeys : keys)
            {
                var value = Find(all, key);
                if (!value.IsUndefined)
                {
                    json.WritePropertyName(key);
                    ValueJson.Write(json, value);
                }
            }

            json.WriteEndObject();
        });
    }

    // A key with dots leads into what is nested.
    private static Value Find(DictValue all, string key)
    {
        Value at = all;
        foreach (var part in key.Split('.'))
        {
            if (at.AsDict() is not { } dict || !dict.TryGetValue(part, out at))
            {
                return Value.Undefined;
            }
        }

        return at;
    }

    private static DictValue Describe(Node node)
    {
        var all = DictValue.Of(
            ("name", node.Name),
            ("resource_type", node.ResourceType.ToName()),
            ("package_name", node.PackageName),
            ("path", node.Path),
            ("original_file_path", node.OriginalFilePath),
            ("unique_id", node.UniqueId),
            ("fqn", Texts(node.Fqn)),
            ("description", node.Description),
            ("config", node.Config.Values),
            ("tags", Texts(node.Config.Texts("tags"))),
            ("meta", node.Config.Get("meta")),
            ("patch_path", node.PatchPath));
        if (node is RelationNode relation)
        {
            all["database"] = relation.Database;
            all["schema"] = relation.Schema;
            all["relation_name"] = relation.RelationName;
            if (node is SourceNode source)
            {
                all["source_name"] = source.SourceName;
            }
            else
            {
                all["alias"] = relation.Alias;
                all["depends_on"] = DependsOn(node);
            }
        }
        else
        {
            all["depends_on"] = DependsOn(node);
        }

        if (node is TemplateNode template)
        {
            all["raw_code"] = template.RawCode;
        }

        return all;
    }

    private static Value DependsOn(Node node)
    {
        var dict = DictValue.Of(("macros", Texts(node.DependsOnMacros)));
        if (node is not SeedNode)
        {
            dict["nodes"] = Texts(node.DependsOn);
        }

        return dict;
    }

    private static Value Texts(ImmutableArray<string> texts) => new ListValue(texts.Select(text => (Value)text));
}
