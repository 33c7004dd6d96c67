using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Makes nodes of finished drafts.</summary>
internal sealed class NodeFactory(Plan plan)
{
    private static readonly DictValue EmptyDict = new();
    private static readonly ListValue EmptyList = new();

    // A test whose target is turned off counts as turned off itself, in what it says of its config too.
    public Node Make(Draft draft) => draft is { IsCutOff: true, Type: ResourceType.Test } && draft.Resolved.Config.Enabled
        ? Build(draft) with { Config = TurnedOff(draft.Resolved.Config), IsCutOff = true }
        : Build(draft);

    private static NodeConfig TurnedOff(NodeConfig config)
    {
        var values = config.Values.Copy();
        values["enabled"] = false;
        return new NodeConfig(values);
    }

    private Node Build(Draft draft)
    {
        var (description, blocks) = Describe(draft);
        return draft.Type switch
        {
            ResourceType.Model => Fill(new ModelNode
            {
                UniqueId = draft.UniqueId,
                Name = draft.Name,
                PackageName = draft.Package.Name,
                Path = draft.Path,
                OriginalFilePath = draft.OriginalFilePath,
                Fqn = draft.Fqn,
                Config = draft.Resolved.Config,
                Template = draft.Template!,
                Language = draft.Language,
                Access = draft.Resolved.Config.Text("access") ?? "protected",
                Constraints = Constraints(draft.Patch?.Constraints ?? EmptyList, withColumns: true),
                Version = draft.Version,
                LatestVersion = draft.LatestVersion,
                DeprecationDate = draft.Patch is { DeprecationDate.IsMissing: false } dated ? dated.DeprecationDate : Value.None,
                TimeSpine = draft.Patch?.Properties.TimeSpine ?? Value.None,
                PrimaryKey = draft.PrimaryKey,
                IsMicrobatch = plan.Microbatch.Covers(draft),
            }),
            ResourceType.Snapshot => Fill(new SnapshotNode
            {
                UniqueId = draft.UniqueId,
                Name = draft.Name,
                PackageName = draft.Package.Name,
                Path = draft.Path,
                OriginalFilePath = draft.OriginalFilePath,
                Fqn = draft.Fqn,
                Config = draft.Resolved.Config,
                Template = draft.Template!,
            }),
            ResourceType.Analysis => Fill(new AnalysisNode
            {
                UniqueId = draft.UniqueId,
                Name = draft.Name,
                PackageName = draft.Package.Name,
                Path = draft.Path,
                OriginalFilePath = draft.OriginalFilePath,
                Fqn = draft.Fqn,
                Config = draft.Resolved.Config,
                Template = draft.Template!,
            }),
            ResourceType.Function => Fill(new FunctionNode
            {
                UniqueId = draft.UniqueId,
                Name = draft.Name,
                PackageName = draft.Package.Name,
                Path = draft.Path,
                OriginalFilePath = draft.OriginalFilePath,
                Fqn = draft.Fqn,
                Config = draft.Resolved.Config,
                Template = draft.Template!,
                Arguments = FunctionParts.Arguments(draft.Patch?.Properties),
                Returns = FunctionParts.Returns(draft.Patch?.Properties),
            }),
            ResourceType.Operation => Fill(new OperationNode
            {
                UniqueId = draft.UniqueId,
                Name = draft.Name,
                PackageName = draft.Package.Name,
                Path = draft.Path,
                OriginalFilePath = draft.OriginalFilePath,
                Fqn = draft.Fqn,
                Config = draft.Resolved.Config,
                Template = draft.Template!,
                Index = draft.HookIndex,
                IsStart = draft.IsStartHook,
            }),
            ResourceType.Test => Fill(new TestNode
            {
                UniqueId = draft.UniqueId,
                Name = draft.Name,
                PackageName = draft.Package.Name,
                Path = draft.Path,
                OriginalFilePath = draft.OriginalFilePath,
                Fqn = draft.Fqn,
                Config = draft.Resolved.Config,
                Template = draft.Template!,
                Metadata = draft.Test?.Metadata,
                ColumnName = draft.Test?.ColumnName,
                FileKeyName = draft.Test?.FileKeyName,
                AttachedNode = draft.Test?.Attached?.UniqueId,
            }),
            ResourceType.Seed => Place(new SeedNode
            {
                UniqueId = draft.UniqueId,
                Name = draft.Name,
                PackageName = draft.Package.Name,
                Path = draft.Path,
                OriginalFilePath = draft.OriginalFilePath,
                Fqn = draft.Fqn,
                Config = draft.Resolved.Config,
                File = draft.Seed!,
                Checksum = draft.Checksum,
                ChecksumName = draft.ChecksumName,
            }),
            ResourceType.Source => Source(draft),
            _ => Common(new DeclaredNode(draft.Type)
            {
                UniqueId = draft.UniqueId,
                Name = draft.Name,
                PackageName = draft.Package.Name,
                Path = draft.Path,
                OriginalFilePath = draft.OriginalFilePath,
                Fqn = draft.Fqn,
                Config = draft.Resolved.Config,
                Values = draft.Values ?? draft.Declared!.Values,
                Refs = [.. draft.Recorder.Refs],
                Sources = [.. draft.Recorder.Sources],
                Metrics = [.. draft.Recorder.Metrics],
            }),
        };

        TemplateNode Fill(TemplateNode node) => (TemplateNode)Place(node) with
        {
            RawCode = draft.RawCode,
            Checksum = draft.Checksum,
            Refs = [.. draft.Recorder.Refs],
            Sources = [.. draft.Recorder.Sources],
            Metrics = [.. draft.Recorder.Metrics],
            Functions = [.. draft.Recorder.Functions],
        };

        RelationNode Place(RelationNode node) => (RelationNode)Common(node) with
        {
            Database = draft.Database,
            Schema = draft.Schema ?? string.Empty,
            Alias = draft.Alias ?? draft.Name,
            Quoting = draft.Quoting,
            RelationName = draft.RelationName,
            ExternalLocation = draft.ExternalLocation,
            Columns = draft.Patch is { } patch ? Columns(patch.Columns, draft)
                : draft.Source is { } source ? Columns(source.Table.Columns, draft) : [],
        };

        Node Common(Node node) => node with
        {
            Description = description,
            DocBlocks = blocks,
            Tags = Tags(draft),
            Group = draft.Group,
            PatchPath = draft.Patch?.Path,
            UnrenderedConfig = draft.Resolved.Unrendered,
            DependsOn = draft.DependsOn,
            DependsOnMacros = [.. draft.Recorder.Macros],
            Span = draft.Span,
        };

        Node Source(Draft table) => Place(new SourceNode
        {
            UniqueId = table.UniqueId,
            Name = table.Name,
            PackageName = table.Package.Name,
            Path = table.Path,
            OriginalFilePath = table.OriginalFilePath,
            Fqn = table.Fqn,
            Config = table.Resolved.Config,
            SourceName = table.Source!.Source.Name,
            SourceDescription = Describe(table, table.Source.Source.Description, table.Source.Source.Span).Text,
            Loader = table.Source.Source.Loader ?? string.Empty,
            LoadedAtField = table.Resolved.Config.Text("loaded_at_field"),
            LoadedAtQuery = table.Resolved.Config.Text("loaded_at_query"),
            Freshness = table.Resolved.Config.Get("freshness"),
            External = ExternalTable(table.Source.Table.External),
            SourceMeta = SourceMeta(table.Source.Source),
            UnrenderedConfig = table.Resolved.Unrendered,
            DeclaredQuoting = (
                table.Source.Table.Quoting.Database ?? table.Source.Source.Quoting.Database,
                table.Source.Table.Quoting.Schema ?? table.Source.Source.Quoting.Schema,
                table.Source.Table.Quoting.Identifier ?? table.Source.Source.Quoting.Identifier),
            DeclaredDatabase = table.Source.Source.UnrenderedDatabase,
            DeclaredSchema = table.Source.Source.UnrenderedSchema,
        });
    }

    private static DictValue SourceMeta(SourceProperties source)
    {
        if (source.Config["meta"].AsDict() is not { } more)
        {
            return source.Meta;
        }

        var meta = source.Meta.Copy();
        foreach (var (key, value) in more)
        {
            meta[key] = value;
        }

        return meta;
    }

    private static ImmutableArray<string> Tags(Draft draft)
    {
        var given = draft.TagsInOrder.IsUndefined ? draft.Resolved.Config.Get("tags") : draft.TagsInOrder;
        if (draft.FirstTags.Count == 0 && given.AsList() is { Count: 0 })
        {
            return [];
        }

        var tags = new List<string>(draft.FirstTags);
        foreach (var tag in ConfigMerge.Listed(given))
        {
            if (tag.ToString() is var text && !tags.Contains(text))
            {
                tags.Add(text);
            }
        }

        return [.. tags];
    }

    private (string Text, ImmutableArray<string> Blocks) Describe(Draft draft) =>
        draft.Patch is { } patch ? Describe(draft, patch.Description, patch.Span)
        : draft.Source is { } source ? Describe(draft, source.Table.Description, source.Table.Span)
        : draft.Test is { } test ? Describe(draft, test.Description, draft.Span)
        : draft.Declared is { } declared && declared.Values["description"].AsString() is { } text ? Describe(draft, text, declared.Span)
        : (string.Empty, []);

    // What is turned off keeps its description as it is written.
    private (string Text, ImmutableArray<string> Blocks) Describe(Draft draft, string text, SourceSpan? span) =>
        draft.Resolved.Config.Enabled ? plan.Docs.Render(text, draft.Package.Name, span) : (text, []);

    private ImmutableArray<NodeColumn> Columns(ImmutableArray<ColumnProperties> columns, Draft draft)
    {
        if (columns.IsEmpty)
        {
            return [];
        }

        var made = new List<NodeColumn>(columns.Length);
        foreach (var column in columns)
        {
            var (description, blocks) = Describe(draft, column.Description, column.Span);
            var meta = Meta(column);
            var tags = Tags(column);
            var node = new NodeColumn
            {
                Name = column.Name,
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

            // A version's own column replaces the model's.
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

    // The keys that dbt knows come first, whether they are given or not.
    private static Value ExternalTable(Value written)
    {
        if (written.AsDict() is not { } given)
        {
            return written;
        }

        var full = DictValue.Of(
            ("location", Value.None), ("file_format", Value.None), ("row_format", Value.None), ("tbl_properties", Value.None),
            ("partitions", Value.None));
        foreach (var (key, value) in given)
        {
            full[key] = value;
        }

        return full;
    }

    private static DictValue EmptyColumnConfig { get; } = DictValue.Of(("meta", EmptyDict), ("tags", EmptyList));

    private static DictValue Meta(ColumnProperties column)
    {
        if (column.Config["meta"].AsDict() is not { Count: > 0 } more)
        {
            return column.Meta.Count == 0 ? EmptyDict : column.Meta;
        }

        var meta = column.Meta.Copy();
        foreach (var (key, value) in more)
        {
            meta[key] = value;
        }

        return meta;
    }

    private static ImmutableArray<string> Tags(ColumnProperties column) =>
        column.Config.ContainsKey("tags")
            ? [.. column.Tags.Concat(ConfigMerge.Listed(column.Config["tags"]).Select(t => t.ToString())).Distinct()]
            : column.Tags;

    // The keys that dbt fills in, so that macros may ask for them.
    private static ListValue Constraints(ListValue given, bool withColumns)
    {
        if (given.Count == 0)
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
