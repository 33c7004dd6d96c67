using System.Collections.Immutable;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <content>Sources and their tables.</content>
internal sealed partial class PropertiesReader
{
    private SourceProperties? ReadSource(YamlMap entry)
    {
        var shared = new Shared();
        YamlNode? database = null, schema = null;
        string? overrides = null;
        var tables = ImmutableArray.CreateBuilder<SourceTableProperties>();
        foreach (var (key, value) in entry.Entries)
        {
            switch (key.Text)
            {
                case "database" or "catalog":
                    database = value;
                    break;
                case "schema":
                    schema = value;
                    break;
                case "overrides":
                    Deprecated(
                        "SourceOverrideDeprecation", key, "Overriding the source of a package is on its way out.",
                        "Disable the package's source in the project file, and declare one of your own.");
                    overrides = RenderedText(value, "'overrides'");
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
                case "tests" or "data_tests":
                    NotTested(key);
                    break;
                default:
                    if (!ReadShared(shared, KnownKeys.Source, key, value))
                    {
                        Unknown(key, "in a source", KnownKeys.Source);
                    }

                    break;
            }
        }

        if (ReadName(entry, "A source", "name", out var span) is not { } name)
        {
            return null;
        }

        return Fill(shared, new SourceProperties
        {
            Name = name,
            File = file,
            Span = span,
            Database = database is null ? null : RenderedText(database, "'database'"),
            Schema = schema is null ? null : RenderedText(schema, "'schema'"),
            UnrenderedDatabase = (database as YamlScalar)?.Text,
            UnrenderedSchema = (schema as YamlScalar)?.Text,
            Overrides = overrides,
            Tables = tables.DrainToImmutable(),
        });
    }

    private SourceTableProperties? ReadTable(YamlMap entry)
    {
        var shared = new Shared();
        string? identifier = null;
        string? writtenIdentifier = null;
        var external = Value.None;
        foreach (var (key, value) in entry.Entries)
        {
            switch (key.Text)
            {
                case "identifier":
                    identifier = RenderedText(value, "'identifier'");
                    writtenIdentifier = WrittenTemplates(value).AsString();
                    break;
                case "external":
                    external = Rendered(value, "external");
                    break;
                case "docs":
                    break;
                default:
                    if (!ReadShared(shared, KnownKeys.Table, key, value))
                    {
                        Unknown(key, "in a table of a source", KnownKeys.Table);
                    }

                    break;
            }
        }

        if (ReadName(entry, "A table of a source", "name", out var span) is not { } name)
        {
            return null;
        }

        var table = Fill(shared, new SourceTableProperties
        {
            Name = name,
            Span = span,
            Identifier = identifier,
            External = external,
            Columns = shared.Columns ?? [],
            Tests = shared.Tests ?? [],
        });
        return writtenIdentifier is null
            ? table
            : table with { Written = ((SourceTableProperties?)table.Written ?? table) with { Identifier = writtenIdentifier } };
    }

    private static T Fill<T>(Shared shared, T entry)
        where T : SourceSettings
    {
        entry = (T)(entry with
        {
            Description = shared.Description ?? string.Empty,
            Loader = shared.Loader,
            Config = shared.Config ?? [],
            Meta = shared.Meta ?? [],
            Tags = shared.Tags,
            Quoting = shared.Quoting,
            Freshness = shared.Freshness,
            LoadedAtField = shared.LoadedAtField,
            LoadedAtQuery = shared.LoadedAtQuery,
        });
        return shared.Written is not { } written ? entry : (T)(entry with
        {
            Written = entry with
            {
                Config = written.Config ?? entry.Config,
                Meta = written.Meta ?? entry.Meta,
                Freshness = written.Freshness.IsUndefined ? entry.Freshness : written.Freshness,
                LoadedAtField = written.LoadedAtField ?? entry.LoadedAtField,
            },
        });
    }

    // dbt lets tests stand here and never makes them.
    private void NotTested(YamlScalar key) => Warning(
        Core.DiagnosticCodes.UnknownKey, key, "Tests of a source as a whole are ignored: only its tables can be tested.",
        "Move them under one of its tables.");
}
