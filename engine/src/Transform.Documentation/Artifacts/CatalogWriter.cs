using System.Collections.Immutable;
using Transform.Execution;

namespace Transform.Documentation.Artifacts;

/// <summary>Writes <c>catalog.json</c>.</summary>
internal static class CatalogWriter
{
    public static void Write(ArtifactJson json, Catalog catalog, Invocation invocation)
    {
        var writer = json.Writer;
        writer.WriteStartObject();
        writer.WriteStartObject("metadata"u8);
        ArtifactMetadata.Write(json, "https://schemas.getdbt.com/dbt/catalog/v1.json", invocation);
        writer.WriteEndObject();
        Tables(json, "nodes", catalog.Nodes);
        Tables(json, "sources", catalog.Sources);
        if (catalog.Errors.IsEmpty)
        {
            json.Null("errors"u8);
        }
        else
        {
            json.Texts("errors"u8, catalog.Errors);
        }

        writer.WriteEndObject();
    }

    private static void Tables(ArtifactJson json, string name, ImmutableArray<CatalogTable> tables)
    {
        json.Writer.WriteStartObject(name);
        foreach (var table in tables)
        {
            json.Writer.WritePropertyName(table.UniqueId);
            Table(json, table);
        }

        json.Writer.WriteEndObject();
    }

    private static void Table(ArtifactJson json, CatalogTable table)
    {
        var writer = json.Writer;
        writer.WriteStartObject();
        writer.WriteStartObject("metadata"u8);
        json.Text("type"u8, table.Type);
        json.Text("schema"u8, table.Schema);
        json.Text("name"u8, table.Name);
        json.Text("database"u8, table.Database);
        json.Text("comment"u8, table.Comment);
        json.Text("owner"u8, table.Owner);
        writer.WriteEndObject();
        writer.WriteStartObject("columns"u8);
        foreach (var column in table.Columns)
        {
            writer.WriteStartObject(column.Name);
            json.Text("type"u8, column.Type);
            writer.WriteNumber("index"u8, column.Index);
            json.Text("name"u8, column.Name);
            json.Text("comment"u8, column.Comment);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("stats"u8);
        foreach (var statistic in table.Statistics)
        {
            Statistic(json, statistic, isIncluded: true);
        }

        // Readers ask this one whether there are others; it is not shown.
        Statistic(
            json,
            new CatalogStatistic("has_stats", "Has Stats?", table.Statistics.Length > 0, "Indicates whether there are statistics for this table"),
            isIncluded: false);
        writer.WriteEndObject();
        writer.WriteString("unique_id"u8, table.UniqueId);
        writer.WriteEndObject();
    }

    private static void Statistic(ArtifactJson json, CatalogStatistic statistic, bool isIncluded)
    {
        json.Writer.WriteStartObject(statistic.Id);
        json.Text("id"u8, statistic.Id);
        json.Text("label"u8, statistic.Label);
        json.Value("value"u8, statistic.Value);
        json.Writer.WriteBoolean("include"u8, isIncluded);
        json.Text("description"u8, statistic.Description);
        json.Writer.WriteEndObject();
    }
}
