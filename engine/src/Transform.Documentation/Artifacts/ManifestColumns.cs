using System.Collections.Immutable;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>Columns and constraints in a manifest.</summary>
internal static class ManifestColumns
{
    public static void Write(ArtifactJson json, ImmutableArray<NodeColumn> columns)
    {
        var writer = json.Writer;
        writer.WriteStartObject("columns"u8);
        foreach (var column in columns)
        {
            writer.WriteStartObject(column.Name);
            json.Text("name"u8, column.Name);
            json.Text("description"u8, column.Description);
            json.Value("meta"u8, column.Meta);
            json.Text("data_type"u8, column.DataType);
            Constraints(json, column.Constraints, forModel: false);
            json.Flag("quote"u8, column.Quote);

            Config(json, column);
            json.Texts("tags"u8, column.Tags);
            json.Text("granularity"u8, column.Granularity);
            json.Texts("doc_blocks"u8, column.DocBlocks);
            foreach (var (key, value) in column.Other)
            {
                writer.WritePropertyName(key.ToString());
                json.Value(value);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Constraints with every key that dbt's readers look for.</summary>
    public static void Constraints(ArtifactJson json, ListValue constraints, bool forModel)
    {
        json.Writer.WriteStartArray("constraints"u8);
        foreach (var constraint in constraints)
        {
            if (constraint.AsDict() is not { } values)
            {
                continue;
            }

            json.Writer.WriteStartObject();
            json.Member("type"u8, values, "type");
            json.Member("name"u8, values, "name");
            json.Member("expression"u8, values, "expression");
            json.Member("warn_unenforced"u8, values, "warn_unenforced", Value.True);
            json.Member("warn_unsupported"u8, values, "warn_unsupported", Value.True);
            json.Member("to"u8, values, "to");
            json.Member("to_columns"u8, values, "to_columns", new ListValue());
            if (forModel)
            {
                json.Member("columns"u8, values, "columns", new ListValue());
            }

            json.Writer.WriteEndObject();
        }

        json.Writer.WriteEndArray();
    }

    private static void Config(ArtifactJson json, NodeColumn column)
    {
        json.Writer.WriteStartObject("config"u8);
        json.Value("meta"u8, column.Meta);
        json.Texts("tags"u8, column.Tags);
        foreach (var (key, value) in column.Config)
        {
            var name = key.ToString();
            if (name is not ("meta" or "tags"))
            {
                json.Writer.WritePropertyName(name);
                json.Value(value);
            }
        }

        json.Writer.WriteEndObject();
    }
}
