using Transform.Execution;

namespace Transform.Cli.Output;

/// <summary>Rows in the shape that <c>dbt show --output json</c> gives them.</summary>
internal static class RowsJson
{
    public static string Write(string? node, QueryRows rows) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        if (node is not null)
        {
            json.WriteString("node", node);
        }

        json.WriteStartArray("show");
        foreach (var row in rows.Rows)
        {
            json.WriteStartObject();
            for (var i = 0; i < rows.Columns.Count; i++)
            {
                json.WritePropertyName(rows.Columns[i]);
                Cell.Write(json, row[i]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }, indented: true);
}
