using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Makes nodes of finished drafts.</summary>
internal sealed class NodeFactory(Plan plan)
{
    private readonly NodeColumns columns = new(plan.Docs);

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
        var columns = draft.Patch is { } patch ? this.columns.Make(patch.Columns, draft)
            : draft.Source is { } source ? this.columns.Make(source.Table.Columns, draft) : [];
        var finished = new FinishedDraft(draft, description, blocks, Tags(draft), columns);
        return draft.Type switch
        {
            ResourceType.Model => Model(finished),
            ResourceType.Snapshot => new SnapshotNode(finished),
            ResourceType.Analysis => new AnalysisNode(finished),
            ResourceType.Function => new FunctionNode(finished)
            {
                Arguments = FunctionParts.Arguments(draft.Patch?.Properties),
                Returns = FunctionParts.Returns(draft.Patch?.Properties),
            },
            ResourceType.Operation => new OperationNode(finished) { Index = draft.HookIndex, IsStart = draft.IsStartHook },
            ResourceType.Test => new TestNode(finished)
            {
                Metadata = draft.Test?.Metadata,
                ColumnName = draft.Test?.ColumnName,
                FileKeyName = draft.Test?.FileKeyName,
                AttachedNode = draft.Test?.Attached?.UniqueId,
            },
            ResourceType.Seed => new SeedNode(finished) { File = draft.Seed!, Checksum = draft.Checksum, ChecksumName = draft.ChecksumName },
            ResourceType.Source => Source(finished, draft.Source!),
            _ => new DeclaredNode(finished),
        };
    }

    private ModelNode Model(FinishedDraft finished)
    {
        var draft = finished.Draft;
        return new ModelNode(finished)
        {
            Language = draft.Language,
            Access = draft.Resolved.Config.Text("access") ?? "protected",
            Constraints = NodeColumns.Constraints(draft.Patch?.Constraints, withColumns: true),
            Version = draft.Version,
            LatestVersion = draft.LatestVersion,
            DeprecationDate = draft.Patch is { DeprecationDate.IsMissing: false } dated ? dated.DeprecationDate : Value.None,
            TimeSpine = draft.Patch?.Properties.TimeSpine ?? Value.None,
            PrimaryKey = draft.PrimaryKey,
            IsMicrobatch = plan.Microbatch.Covers(draft),
        };
    }

    private SourceNode Source(FinishedDraft finished, SourceParts parts)
    {
        var (source, table) = parts;
        var config = finished.Draft.Resolved.Config;
        return new SourceNode(finished)
        {
            SourceName = source.Name,
            SourceDescription = plan.Docs.Describe(finished.Draft, source.Description, source.Span).Text,
            Loader = source.Loader ?? string.Empty,
            LoadedAtField = config.Text("loaded_at_field"),
            LoadedAtQuery = config.Text("loaded_at_query"),
            Freshness = config.Get("freshness"),
            External = ExternalTable(table.External),
            SourceMeta = source.Config["meta"].AsDict() is { } meta ? source.Meta.With(meta) : source.Meta,
            DeclaredQuoting = (
                table.Quoting.Database ?? source.Quoting.Database,
                table.Quoting.Schema ?? source.Quoting.Schema,
                table.Quoting.Identifier ?? source.Quoting.Identifier),
            DeclaredDatabase = source.UnrenderedDatabase,
            DeclaredSchema = source.UnrenderedSchema,
        };
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
        draft.Patch is { } patch ? draft.Type == ResourceType.Function ? (patch.Description, []) : plan.Docs.Describe(draft, patch.Description, patch.Span)
        : draft.Source is { } source ? plan.Docs.Describe(draft, source.Table.Description, source.Table.Span)
        : draft.Test is { } test ? plan.Docs.Describe(draft, test.Description, draft.Span)
        : draft.Declared is { } declared && declared.Values["description"].AsString() is { } text
            ? draft.Type == ResourceType.UnitTest ? (text, []) : plan.Docs.Describe(draft, text, declared.Span)
        : (string.Empty, []);

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
}
