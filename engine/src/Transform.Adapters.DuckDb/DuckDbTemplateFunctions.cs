using System.Collections.Frozen;
using System.Globalization;

namespace Transform.Adapters.DuckDb;

/// <summary>What dbt-duckdb's <c>adapter</c> has beside what all adapters have.</summary>
internal static class DuckDbTemplateFunctions
{
    // Options of COPY whose values are texts.
    private static readonly FrozenSet<string> TextOptions =
        new[] { "delimiter", "quote", "escape", "null" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    internal static FrozenDictionary<string, TemplateFunction> All { get; } = new Dictionary<string, TemplateFunction>
    {
        ["is_motherduck"] = new([], static (_, _) => false),
        ["is_ducklake"] = new(["relation"], static (_, _) => false),
        ["use_ducklake_table_workarounds"] = new(["relation"], static (_, _) => false),
        ["catalog_supports_foreign_keys"] = new(["database"], static (_, _) => true),
        ["disable_transactions"] = new([], static (target, _) => Field(target, "disable_transactions")),
        ["external_root"] = new([], static (target, _) => Field(target, "external_root")),
        ["get_binding_char"] = new([], static (_, _) => "?"),
        ["escape_sql_string"] = new(["value"], static (_, a) => Text(a[0])?.Replace("'", "''", StringComparison.Ordinal) ?? string.Empty),
        ["external_write_options"] = new(["write_location", "rendered_options"], static (_, a) => WriteOptions(Text(a[0]) ?? string.Empty, Options(a[1]))),
        ["external_read_location"] = new(["write_location", "rendered_options"], static (_, a) => ReadLocation(Text(a[0]) ?? string.Empty, Options(a[1]))),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static object? Field(TargetDescription target, string name)
    {
        foreach (var (key, value) in target.Fields)
        {
            if (string.Equals(key, name, StringComparison.Ordinal))
            {
                return value;
            }
        }

        return null;
    }

    private static string? Text(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);

    private static Dictionary<string, object?> Options(object? value) =>
        value is IReadOnlyDictionary<string, object?> options ? new(options, StringComparer.Ordinal) : new(StringComparer.Ordinal);

    // The options of COPY for a file, with the format that its name says.
    private static string WriteOptions(string location, Dictionary<string, object?> options)
    {
        if (!options.TryGetValue("format", out var format))
        {
            var extension = Path.GetExtension(location);
            var compression = extension.ToUpperInvariant() switch { ".GZ" => "gzip", ".ZST" => "zstd", _ => null };
            if (compression is not null)
            {
                extension = Path.GetExtension(location[..^extension.Length]);
            }

            options["format"] = format = extension.Length > 1 ? extension[1..].ToLowerInvariant() : options.ContainsKey("delimiter") ? "csv" : "parquet";
            if (compression is not null && extension.Length > 1)
            {
                options.TryAdd("compression", compression);
            }
        }

        if (Text(format) is "csv")
        {
            options.TryAdd("header", 1);
        }

        if (options.TryGetValue("partition_by", out var by) && Text(by) is { } columns && columns.Contains(',', StringComparison.Ordinal) && !columns.StartsWith('('))
        {
            options["partition_by"] = $"({columns})";
        }

        return string.Join(", ", options.Select(o => TextOptions.Contains(o.Key) && Text(o.Value) is { } text && !text.StartsWith('\'')
            ? $"{o.Key} '{text}'"
            : $"{o.Key} {Text(o.Value)}"));
    }

    // Where to read what was written: a pattern for the files of a folder.
    private static string ReadLocation(string location, Dictionary<string, object?> options)
    {
        var partitions = Text(options.GetValueOrDefault("partition_by"));
        if (string.IsNullOrEmpty(partitions) && options.GetValueOrDefault("per_thread_output") is not true)
        {
            return location;
        }

        var levels = 1 + (string.IsNullOrEmpty(partitions) ? 0 : partitions.Split(',').Length);
        return $"{location}{string.Concat(Enumerable.Repeat("/*", levels))}.{Text(options.GetValueOrDefault("format")) ?? "parquet"}";
    }
}
