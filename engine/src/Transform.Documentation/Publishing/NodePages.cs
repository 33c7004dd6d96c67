using System.Collections.Immutable;
using Transform.Documentation.Artifacts;
using Transform.Execution;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Publishing;

/// <summary>What the page of each node shows, by its id.</summary>
internal sealed class NodePages
{
    // Of longer lists the beginning is shown, with their length.
    private const int MostReferences = 300;

    private readonly SiteContent content;
    private readonly SiteEntries entries;
    private readonly Dictionary<string, CatalogTable> tables = new(StringComparer.Ordinal);

    public NodePages(SiteContent content, SiteEntries entries)
    {
        this.content = content;
        this.entries = entries;
        foreach (var table in content.Catalog is { } catalog ? catalog.Nodes.Concat(catalog.Sources) : [])
        {
            tables[table.UniqueId] = table;
        }
    }

    public void Write(ArtifactJson json, IEnumerable<SiteEntry> bucket)
    {
        json.Writer.WriteStartObject();
        foreach (var entry in bucket)
        {
            json.Writer.WriteStartObject(entry.Id);
            Head(json, entry);
            if (entry.Node is { } node)
            {
                Node(json, node);
            }
            else
            {
                Macro(json, entry);
            }

            json.Writer.WriteEndObject();
        }

        json.Writer.WriteEndObject();
    }

    private static void Head(ArtifactJson json, SiteEntry entry)
    {
        json.Text("type"u8, entry.Type);
        json.Text("name"u8, SiteIndex.Title(entry));
        json.Text("package"u8, entry.Package);
        json.Text("path"u8, entry.Path);
    }

    private void Node(ArtifactJson json, Node node)
    {
        Html(json, "description"u8, node.Description);
        json.Texts("tags"u8, node.Tags);
        json.Text("group"u8, node.Group);
        Owner(json, node);
        json.Member("meta"u8, node.Config.Values, "meta", new DictValue());
        if (node is RelationNode relation)
        {
            Relation(json, relation);
        }

        if (node is SourceNode source)
        {
            Source(json, source);
        }

        if (node is ModelNode model)
        {
            Model(json, model);
        }

        if (node is DeclaredNode declared)
        {
            json.Value("declared"u8, declared.Values);
        }

        var tests = entries.TestsOf[node.UniqueId].ToList();
        Columns(json, node, tests);
        References(json, "tests"u8, tests.Select(static test => test.UniqueId));
        References(json, "parents"u8, content.Graph.Dag.Parents(node.UniqueId));
        References(json, "children"u8, content.Graph.Dag.Children(node.UniqueId).Where(id => entries.Find(id)?.IsListed == true));
        References(json, "macros"u8, node.DependsOnMacros);
        if (node is TemplateNode template)
        {
            json.Text("language"u8, node is ModelNode { Language: var language } ? language : ModelNode.Sql);
            json.Text("code"u8, template.RawCode);
            CodeLinks.Write(json, template, content.Graph, id => entries.Find(id) is not null);
            json.Text("compiled"u8, content.Compiled.TryGetValue(node.UniqueId, out var compiled) ? compiled.Code : null);
        }

        Statistics(json, node);
        Runs(json, node);
    }

    // Status, start, seconds and rows of the last runs, the last one first.
    private void Runs(ArtifactJson json, Node node)
    {
        var runs = entries.Past.Of(node.UniqueId);
        if (runs.Count == 0)
        {
            return;
        }

        json.Text("status"u8, runs[0].Result.Status);
        json.Writer.WriteStartArray("runs"u8);
        foreach (var (run, result) in runs)
        {
            json.Writer.WriteStartArray();
            json.Text(result.Status);
            json.Writer.WriteStringValue(run.Started.UtcDateTime);
            json.Writer.WriteNumberValue(result.Took.TotalSeconds);
            if (result.Rows is { } rows)
            {
                json.Writer.WriteNumberValue(rows);
            }
            else
            {
                json.Writer.WriteNullValue();
            }

            json.Writer.WriteEndArray();
        }

        json.Writer.WriteEndArray();
    }

    private static void Relation(ArtifactJson json, RelationNode node)
    {
        json.Text("database"u8, node.Database);
        json.Text("schema"u8, node.Schema);
        json.Text("alias"u8, node.Alias);
        json.Text("relation"u8, node.RelationName);
        if (node is TemplateNode and not TestNode)
        {
            json.Text("materialized"u8, node.Config.Materialized);
        }
    }

    private void Source(ArtifactJson json, SourceNode source)
    {
        json.Text("source"u8, source.SourceName);
        Html(json, "sourceDescription"u8, source.SourceDescription);
        json.Text("loader"u8, source.Loader);
        json.Text("loadedAt"u8, source.LoadedAtField);
        json.Value("freshness"u8, source.Freshness);
        if (content.Freshness?.TryGetValue(source.UniqueId, out var state) == true)
        {
            json.Text("freshnessStatus"u8, state.Status);
            if (state.MaxLoadedAt is { } loaded)
            {
                json.Writer.WriteString("maxLoadedAt"u8, loaded.UtcDateTime);
            }
        }
    }

    private static void Model(ArtifactJson json, ModelNode model)
    {
        json.Text("access"u8, model.Access);
        json.Value("version"u8, model.Version);
        json.Value("latestVersion"u8, model.LatestVersion);
        json.Value("deprecated"u8, model.DeprecationDate);
        json.Value("constraints"u8, model.Constraints);
        json.Writer.WriteBoolean("contract"u8, model.Config.Get("contract").AsDict() is { } contract && contract["enforced"].TryGetBoolean(out var enforced) && enforced);
    }

    // Its own, or that of its group.
    private void Owner(ArtifactJson json, Node node)
    {
        var owner = (node as DeclaredNode)?.Values["owner"].AsDict()
            ?? content.Graph.Groups.FirstOrDefault(group => group.Name == node.Group)?.Properties.Values["owner"].AsDict();
        json.Text("owner"u8, owner is null ? null
            : owner["name"].AsString() is { } name ? owner["email"].AsString() is { } address ? $"{name} <{address}>" : name
            : owner["email"].AsString());
    }

    private void Macro(ArtifactJson json, SiteEntry entry)
    {
        var macro = entry.Macro!;
        var patch = content.Graph.MacroPatches.GetValueOrDefault(entry.Id);
        Html(json, "description"u8, patch?.Description ?? string.Empty);
        json.Value("arguments"u8, patch?.Arguments ?? new ListValue(macro.Parameters.Select(static parameter => (Value)DictValue.Of(("name", parameter.Name)))));
        json.Text("language"u8, ModelNode.Sql);
        json.Text("code"u8, macro.Span.Source.Text.Substring(macro.Span.Start, macro.Span.Length));
        References(json, "macros"u8, new MacroDependencies(content.Graph.Macros).Of(macro));
        References(json, "callers"u8, entries.CallersOf[entry.Id]);
    }

    // Those that are described, in their order, with what the warehouse says of them; then those that it has beside.
    private void Columns(ArtifactJson json, Node node, List<Node> tests)
    {
        var known = tables.GetValueOrDefault(node.UniqueId)?.Columns ?? [];
        if (node.Columns.IsEmpty && known.IsEmpty)
        {
            return;
        }

        var described = node.Columns.ToDictionary(static column => column.Name, StringComparer.OrdinalIgnoreCase);
        var writer = json.Writer;
        writer.WriteStartArray("columns"u8);
        foreach (var column in known)
        {
            described.Remove(column.Name, out var says);
            Column(json, column.Name, column.Type, column.Comment, says, tests);
        }

        foreach (var column in node.Columns.Where(column => described.ContainsKey(column.Name)))
        {
            Column(json, column.Name, column.DataType, null, column, tests);
        }

        writer.WriteEndArray();
    }

    private void Column(ArtifactJson json, string name, string? type, string? comment, NodeColumn? says, List<Node> tests)
    {
        json.Writer.WriteStartObject();
        json.Text("name"u8, says?.Name ?? name);
        json.Text("type"u8, type);
        Html(json, "description"u8, says is { Description.Length: > 0 } ? says.Description : comment ?? string.Empty);
        if (says is not null)
        {
            json.Texts("tags"u8, says.Tags);
            json.Value("meta"u8, says.Meta);
            json.Value("constraints"u8, says.Constraints);
        }

        References(json, "tests"u8, tests.Where(test => string.Equals((test as TestNode)?.ColumnName?.Trim('"', '`'), name, StringComparison.OrdinalIgnoreCase))
            .Select(static test => test.UniqueId), static entry => entry.Node is TestNode { Metadata: { } test } ? test.Name : SiteIndex.Title(entry));
        json.Writer.WriteEndObject();
    }

    private void Statistics(ArtifactJson json, Node node)
    {
        if (!tables.TryGetValue(node.UniqueId, out var table))
        {
            return;
        }

        json.Text("tableType"u8, table.Type);
        json.Text("tableOwner"u8, table.Owner);
        json.Writer.WriteStartArray("statistics"u8);
        foreach (var statistic in table.Statistics)
        {
            json.Writer.WriteStartObject();
            json.Text("id"u8, statistic.Id);
            json.Text("label"u8, statistic.Label);
            json.Value("value"u8, statistic.Value);
            json.Text("description"u8, statistic.Description);
            json.Writer.WriteEndObject();
        }

        json.Writer.WriteEndArray();
    }

    // Id, type, title and status of what has a page.
    private void References(ArtifactJson json, ReadOnlySpan<byte> name, IEnumerable<string> ids, Func<SiteEntry, string>? titleOf = null)
    {
        titleOf ??= SiteIndex.Title;
        var all = ids.ToList();
        json.Writer.WriteStartObject(name);
        json.Writer.WriteNumber("count"u8, all.Count);
        json.Writer.WriteStartArray("of"u8);
        foreach (var id in all.Take(MostReferences))
        {
            if (entries.Find(id) is { } entry)
            {
                json.Writer.WriteStartArray();
                json.Text(id);
                json.Text(entry.Type);
                json.Text(titleOf(entry));
                json.Text(entries.Past.LastOf(id)?.Status);
                json.Writer.WriteEndArray();
            }
        }

        json.Writer.WriteEndArray();
        json.Writer.WriteEndObject();
    }

    private static void Html(ArtifactJson json, ReadOnlySpan<byte> name, string markdown) =>
        json.Text(name, markdown.Length == 0 ? null : SafeMarkdown.ToHtml(markdown));
}
