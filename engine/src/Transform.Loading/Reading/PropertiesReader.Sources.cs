using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <content>Sources and their tables.</content>
internal sealed partial class PropertiesReader
{
    private SourceProperties? ReadSource(YamlMap entry)
    {
        string? database = null, schema = null, loader = null, overrides = null, loadedAt = null, loadedAtQuery = null;
        var description = string.Empty;
        DictValue? config = null, meta = null;
        ImmutableArray<string> tags = [];
        (bool?, bool?, bool?) quoting = default;
        var freshness = Value.Undefined;
        var tables = ImmutableArray.CreateBuilder<SourceTableProperties>();
        foreach (var (key, value) in entry.Entries)
        {
            switch (key.Text)
            {
                case "name":
                    break;
                case "description":
                    description = Text(value, "'description'") ?? string.Empty;
                    break;
                case "database" or "catalog":
                    database = Text(value, $"'{key.Text}'", key.Text);
                    break;
                case "schema":
                    schema = Text(value, "'schema'", key.Text);
                    break;
                case "loader":
                    loader = Text(value, "'loader'", key.Text);
                    break;
                case "overrides":
                    overrides = Text(value, "'overrides'", key.Text);
                    break;
                case "config":
                    config = RenderedMap(value, "'config'", "config");
                    break;
                case "meta":
                    meta = RenderedMap(value, "'meta'", "meta");
                    break;
                case "tags":
                    tags = Tags(value, "'tags'");
                    break;
                case "quoting":
                    quoting = ReadQuoting(value);
                    break;
                case "freshness":
                    freshness = Freshness(value);
                    break;
                case "loaded_at_field":
                    loadedAt = LoadedAt(value);
                    break;
                case "loaded_at_query":
                    loadedAtQuery = Text(value, "'loaded_at_query'");
                    break;
                case "tables":
                    foreach (var table in Entries("tables", value))
                    {
                        if (ReadTable(table) is { } read)
                        {
                            tables.Add(read);
                        }
                    }

                    break;
                default:
                    Unknown(key, "in a source", KnownKeys.Source);
                    break;
            }
        }

        if (ReadName(entry, "A source", "name", out var span) is not { } name)
        {
            return null;
        }

        return new SourceProperties
        {
            Name = name,
            File = file,
            Span = span,
            Description = description,
            Database = database,
            Schema = schema,
            Loader = loader ?? string.Empty,
            Overrides = overrides,
            Config = config ?? [],
            Meta = meta ?? [],
            Tags = tags,
            Quoting = quoting,
            Freshness = freshness,
            LoadedAtField = loadedAt,
            LoadedAtQuery = loadedAtQuery,
            Tables = tables.DrainToImmutable(),
        };
    }

    private SourceTableProperties? ReadTable(YamlMap entry)
    {
        string? identifier = null, loader = null, loadedAt = null, loadedAtQuery = null;
        var description = string.Empty;
        DictValue? config = null, meta = null;
        ImmutableArray<string> tags = [];
        (bool?, bool?, bool?) quoting = default;
        Value freshness = Value.Undefined, external = Value.None;
        ImmutableArray<ColumnProperties> columns = [];
        ImmutableArray<TestDefinition> tests = [];
        YamlScalar? testsKey = null;
        foreach (var (key, value) in entry.Entries)
        {
            switch (key.Text)
            {
                case "name":
                    break;
                case "description":
                    description = Text(value, "'description'") ?? string.Empty;
                    break;
                case "identifier":
                    identifier = Text(value, "'identifier'", key.Text);
                    break;
                case "loader":
                    loader = Text(value, "'loader'", key.Text);
                    break;
                case "config":
                    config = RenderedMap(value, "'config'", "config");
                    break;
                case "meta":
                    meta = RenderedMap(value, "'meta'", "meta");
                    break;
                case "tags":
                    tags = Tags(value, "'tags'");
                    break;
                case "quoting":
                    quoting = ReadQuoting(value);
                    break;
                case "freshness":
                    freshness = Freshness(value);
                    break;
                case "loaded_at_field":
                    loadedAt = LoadedAt(value);
                    break;
                case "loaded_at_query":
                    loadedAtQuery = Text(value, "'loaded_at_query'");
                    break;
                case "external":
                    external = Rendered(value, "external");
                    break;
                case "columns":
                    columns = ReadColumns(value);
                    break;
                case "tests" or "data_tests":
                    CheckTestsOnce(key, ref testsKey);
                    tests = ReadTests(value);
                    break;
                case "docs":
                    break;
                default:
                    Unknown(key, "in a table of a source", KnownKeys.Table);
                    break;
            }
        }

        if (ReadName(entry, "A table of a source", "name", out var span) is not { } name)
        {
            return null;
        }

        return new SourceTableProperties
        {
            Name = name,
            Span = span,
            Description = description,
            Identifier = identifier,
            Loader = loader,
            Config = config ?? [],
            Meta = meta ?? [],
            Tags = tags,
            Quoting = quoting,
            Freshness = freshness,
            LoadedAtField = loadedAt,
            LoadedAtQuery = loadedAtQuery,
            External = external,
            Columns = columns,
            Tests = tests,
        };
    }

    private Value Freshness(YamlNode node)
    {
        if (node is YamlMap or YamlScalar { IsNull: true })
        {
            return Rendered(node, "freshness");
        }

        WrongType(node, "'freshness'", "a mapping with warn_after and error_after", "Write freshness: null to switch it off.");
        return Value.Undefined;
    }

    private string? LoadedAt(YamlNode node)
    {
        var field = Text(node, "'loaded_at_field'", "loaded_at_field");
        if (field is { Length: 0 })
        {
            Error(DiagnosticCodes.InvalidValue, node, "'loaded_at_field' is empty.", "Name the column that says when a row was loaded.");
            return null;
        }

        return field;
    }

    private (bool? Database, bool? Schema, bool? Identifier) ReadQuoting(YamlNode node)
    {
        (bool? Database, bool? Schema, bool? Identifier) quoting = default;
        foreach (var (key, value) in Map(node, "'quoting'")?.Entries ?? [])
        {
            var flag = Boolean(value, Rendered(value, "quoting", key.Text), $"'{key.Text}'");
            switch (key.Text)
            {
                case "database":
                    quoting.Database = flag;
                    break;
                case "schema":
                    quoting.Schema = flag;
                    break;
                case "identifier":
                    quoting.Identifier = flag;
                    break;
                case "column" or "snowflake_ignore_case":
                    break;
                default:
                    Unknown(key, "in 'quoting'", KnownKeys.Quoting);
                    break;
            }
        }

        return quoting;
    }
}
