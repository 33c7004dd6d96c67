using System.Collections.Immutable;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Makes the columns of nodes of what YAML says of them.</summary>
internal sealed class NodeColumns(DocsRenderer docs)
{
    private static readonly DictValue EmptyDict = new();
    private static readonly ListValue EmptyList = new();

    /// <summary>Each column once: a version's own column replaces the model's.</summary>
    public ImmutableArray<NodeColumn> Make(ImmutableArray<ColumnProperties> columns, Draft draft)
    {
        if (columns.IsEmpty)
        {
            return [];
        }

        var made = new List<NodeColumn>(columns.Length);
        foreach (var column in columns)
        {
            var (description, blocks) = docs.Describe(draft, column.Description, column.Span);
            var meta = Meta(column);
            var tags = Tags(column);
            var node = new NodeColumn
            {
                Name = column.Name,
                Span = column.Span,
                Description = description,
                Meta = meta,
                DataType = column.DataType,
                Quote = column.Quote,
                Granularity = column.Other["granularity"].AsString(),
                Tags = tags,
                Constraints = Constraints(column.Constraints, withColumns: false),
                Config = meta.Count == 0 && tags.IsEmpty ? EmptyColumnConfig
                    : DictValue.Of(("meta", meta), ("tags", new ListValue(tags.Select(tag => (Value)tag)))),
                DocBlocks = blocks,
                Other = Rest(column.Other),
            };

            var earlier = made.FindIndex(c => c.Name == node.Name);
            if (earlier >= 0)
            {
                made[earlier] = node;
            }
            else
            {
                made.Add(node);
            }
        }

        return [.. made];
    }

    private static DictValue Rest(DictValue other)
    {
        if (other.Count == 0)
        {
            return EmptyDict;
        }

        var rest = other.Copy();
        rest.Remove("granularity");
        rest.Remove("docs");
        return rest;
    }

    private static DictValue EmptyColumnConfig { get; } = DictValue.Of(("meta", EmptyDict), ("tags", EmptyList));

    private static DictValue Meta(ColumnProperties column) =>
        column.Config["meta"].AsDict() is { Count: > 0 } more ? column.Meta.With(more)
        : column.Meta.Count == 0 ? EmptyDict : column.Meta;

    private static ImmutableArray<string> Tags(ColumnProperties column) =>
        column.Config.ContainsKey("tags")
            ? [.. column.Tags.Concat(ConfigMerge.Listed(column.Config["tags"]).Select(t => t.ToString())).Distinct()]
            : column.Tags;

    /// <summary>With the keys that dbt fills in, so that macros may ask for them.</summary>
    public static ListValue Constraints(ListValue? given, bool withColumns)
    {
        if (given is not { Count: > 0 })
        {
            return EmptyList;
        }

        var full = new ListValue(given.Count);
        foreach (var item in given)
        {
            var constraint = DictValue.Of(
                ("type", Value.None), ("name", Value.None), ("expression", Value.None), ("warn_unenforced", true),
                ("warn_unsupported", true), ("to", Value.None), ("to_columns", new ListValue()));
            if (withColumns)
            {
                constraint["columns"] = new ListValue();
            }

            foreach (var (key, value) in item.AsDict() ?? [])
            {
                constraint[key] = value;
            }

            full.Add(constraint);
        }

        return full;
    }
}
