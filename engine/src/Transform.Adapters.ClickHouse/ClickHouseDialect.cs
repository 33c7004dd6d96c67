using System.Collections.Frozen;
using System.Text;

namespace Transform.Adapters.ClickHouse;

/// <summary>ClickHouse's quoting. A database of ClickHouse is what dbt calls a schema: names have two parts.</summary>
internal sealed class ClickHouseDialect : ISqlDialect
{
    // A table is a folder whose name has 255 bytes, of which the schema's name and those of the tables beside this one take some.
    private const int LongestName = 150;

    private ClickHouseDialect(bool onCluster) => Types = new TemplateTypes
    {
        Prefix = "ClickHouse",
        KeepsNames = true,
        LongestName = LongestName,
        Texts = TemplateTypes.Names("String", "FixedString", "LowCardinality(String)", "Nullable(String)", "LowCardinality(Nullable(String))"),
        Integers = TemplateTypes.Names(
            "Int8", "Int16", "Int32", "Int64", "Int128", "Int256", "UInt8", "UInt16", "UInt32", "UInt64", "UInt128", "UInt256"),
        Floats = TemplateTypes.Names("Float32", "Float64", "BFloat16"),
        Numerics = TemplateTypes.Names("Decimal"),
        RelationTraits = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["can_exchange"] = false,
            ["can_on_cluster"] = onCluster,

            // A database is made on the whole cluster.
            ["should_on_cluster"] = (Func<RelationTraits, bool, object?>)((traits, hasIdentifier) =>
                !hasIdentifier || (traits.TryGet("can_on_cluster", out var can) ? can is true : onCluster)),
            ["is_temporary"] = false,
            ["mvs_pointing_to_it"] = Array.Empty<object?>(),
            ["is_refreshable"] = false,
            ["refreshable_append"] = false,
        }.ToFrozenDictionary(StringComparer.Ordinal),
    };

    internal static ClickHouseDialect Instance { get; } = new(onCluster: false);

    public TemplateTypes Types { get; }

    /// <summary>For a target whose DDL is for all servers of a cluster, or for one of its own.</summary>
    internal static ClickHouseDialect For(ClickHouseProfile profile) =>
        new(!string.IsNullOrWhiteSpace(profile.Cluster) && profile.DatabaseEngine?.Contains("replicated", StringComparison.OrdinalIgnoreCase) != true);

    /// <summary>As dbt-clickhouse quotes columns. Relations have <see cref="Render"/>'s quotes; to ClickHouse both are one.</summary>
    public string Quote(string identifier) => Wrap(identifier, '"');

    /// <summary>What is neither a letter nor a digit of ASCII takes three bytes for each of its own.</summary>
    public int LengthOf(string identifier) =>
        Encoding.UTF8.GetBytes(identifier).Sum(b => char.IsAsciiLetterOrDigit((char)b) || b == '_' ? 1 : 3);

    public string Literal(string text) => Wrap(text, '\'');

    public string Render(Relation relation) => relation.ExternalLocation ?? (relation with { Database = null }).NameParts(QuotePart);

    // A name that is quoted already is left as it is.
    private static string QuotePart(string name) => name is ['`', .., '`'] or ['"', .., '"'] ? name : Wrap(name, '`');

    /// <summary>dbt-clickhouse's types, but for what they could not hold: numbers with all their digits, and Nullable ones for nothing.</summary>
    public string SeedType(string type, bool hasNulls)
    {
        var own = type switch
        {
            "integer" => "Int32",
            "bigint" => "Int64",
            "numeric(38, 0)" => "Decimal(38, 0)",
            "float8" => "Float64",
            "date" => "Date",
            "timestamp without time zone" => "DateTime",
            "boolean" => "Bool",
            _ => "String",
        };
        return hasNulls ? $"Nullable({own})" : own;
    }

    private static string Wrap(string text, char quote)
    {
        var result = new StringBuilder(text.Length + 2).Append(quote);
        foreach (var c in text)
        {
            if (c == '\\' || c == quote)
            {
                result.Append('\\');
            }

            result.Append(c);
        }

        return result.Append(quote).ToString();
    }
}
