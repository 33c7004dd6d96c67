using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <content>Models, seeds, snapshots, analyses, macros, singular tests, and columns.</content>
internal sealed partial class PropertiesReader
{
    private void ReadResources(string kind, IEnumerable<YamlMap> entries)
    {
        if (!resources.TryGetValue(kind, out var list))
        {
            resources.Add(kind, list = []);
        }

        foreach (var entry in entries)
        {
            if (ReadResource(kind, entry) is { } resource)
            {
                list.Add(resource);
            }
        }
    }

    private ResourceProperties? ReadResource(string kind, YamlMap entry)
    {
        var (what, known) = kind switch
        {
            "models" => ("a model", KnownKeys.Model),
            "seeds" => ("a seed", KnownKeys.Seed),
            "snapshots" => ("a snapshot", KnownKeys.Snapshot),
            "analyses" => ("an analysis", KnownKeys.Analysis),
            "macros" => ("a macro", KnownKeys.Macro),
            "functions" => ("a function", KnownKeys.Function),
            _ => ("a singular test", KnownKeys.SingularTest),
        };

        var shared = new Shared();
        List<(YamlScalar Key, Value Value)>? promoted = null;
        ImmutableArray<ModelVersion> versions = [];
        ListValue? arguments = null;
        DictValue? returns = null;
        Value latest = Value.None, deprecation = Value.None, spine = Value.None;
        string? relation = null;
        DictValue? semantics = null;
        foreach (var (key, value) in entry.Entries)
        {
            switch (key.Text)
            {
                case "meta" or "docs" or "group" or "contract" or "access"
                    when Array.IndexOf(known, key.Text) >= 0:
                    (promoted ??= []).Add((key, Rendered(value, key.Text)));
                    break;
                case "versions":
                    versions = ReadVersions(value);
                    break;
                case "latest_version":
                    latest = Rendered(value, "latest_version");
                    break;
                case "deprecation_date":
                    deprecation = Rendered(value, "deprecation_date");
                    break;
                case "time_spine":
                    spine = Rendered(value, "time_spine");
                    break;
                case "semantic_model" or "agg_time_dimension" or "primary_entity" or "metrics" or "derived_semantics"
                    when kind == "models":
                    (semantics ??= [])[key.Text] = Rendered(value, key.Text);
                    break;
                case "arguments":
                    arguments = RenderedList(value, "'arguments'", null);
                    break;
                case "returns" when kind == "functions":
                    returns = RenderedMap(value, "'returns'", "returns");
                    break;
                case "relation":
                    relation = Text(value, "'relation'");
                    break;
                default:
                    if (!ReadShared(shared, known, key, value) && Array.IndexOf(known, key.Text) < 0)
                    {
                        Unknown(key, $"in {what}", known);
                    }

                    break;
            }
        }

        if (ReadName(entry, char.ToUpperInvariant(what[0]) + what[1..], "name", out var span) is not { } name)
        {
            return null;
        }

        if (kind == "functions")
        {
            CheckFunction(name, span, arguments, returns);
        }

        return new ResourceProperties
        {
            Name = name,
            File = file,
            Span = span,
            Description = shared.Description ?? string.Empty,
            Config = Promote(kind, shared.Config ?? [], promoted),
            WrittenConfig = shared.Written?.Config,
            Columns = shared.Columns ?? [],
            Tests = shared.Tests ?? [],
            Constraints = shared.Constraints ?? [],
            LatestVersion = latest,
            Versions = versions,
            DeprecationDate = deprecation,
            TimeSpine = spine,
            Arguments = arguments ?? [],
            Returns = returns ?? [],
            Relation = relation,
            Semantics = semantics ?? [],
        };
    }

    private void CheckFunction(string name, SourceSpan span, ListValue? arguments, DictValue? returns)
    {
        if (returns is null || returns["data_type"].AsString() is not { Length: > 0 })
        {
            Report(Diagnostic.Error(
                DiagnosticCodes.MissingKey, $"The function '{name}' does not say what it returns.", span, "Add returns: {data_type: integer}, with the type of its result."));
        }

        foreach (var argument in arguments ?? [])
        {
            if (argument.AsDict() is not { } parts || !parts["name"].IsTruthy || !parts["data_type"].IsTruthy)
            {
                Report(Diagnostic.Error(
                    DiagnosticCodes.MissingKey, $"An argument of the function '{name}' has no name or no type.", span, "Write each as - {name: price, data_type: integer}."));
            }
        }
    }

    // Configs that dbt also takes beside `config`; saying one in both places is an error, but for macros.
    private DictValue Promote(string kind, DictValue config, List<(YamlScalar Key, Value Value)>? promoted)
    {
        foreach (var (key, value) in promoted ?? [])
        {
            if (kind == "macros" && config.ContainsKey(key.Text))
            {
                if (key.Text == "meta" && value.AsDict() is { } meta)
                {
                    config["meta"] = meta.With(config["meta"].AsDict());
                }
            }
            else if (config.ContainsKey(key.Text))
            {
                Error(
                    DiagnosticCodes.InvalidValue, key, $"'{key.Text}' is given here and in 'config'.",
                    "Keep the one in 'config' and remove this one.");
            }
            else if (!value.IsNone)
            {
                config[key.Text] = value;
            }
        }

        return config;
    }

    private ImmutableArray<ColumnProperties> ReadColumns(YamlNode node)
    {
        var columns = ImmutableArray.CreateBuilder<ColumnProperties>();
        foreach (var entry in Entries("columns", node))
        {
            if (ReadColumn(entry) is { } column)
            {
                columns.Add(column);
            }
        }

        return columns.DrainToImmutable();
    }

    private ColumnProperties? ReadColumn(YamlMap entry)
    {
        var shared = new Shared();
        string? dataType = null;
        bool? quote = null;
        DictValue? other = null;
        foreach (var (key, value) in entry.Entries)
        {
            switch (key.Text)
            {
                case "data_type":
                    dataType = RenderedText(value, "'data_type'");
                    break;
                case "quote":
                    quote = Boolean(value, Rendered(value, "columns", null, "quote"), "'quote'");
                    break;
                default:
                    if (ReadShared(shared, KnownKeys.Column, key, value, "columns", null))
                    {
                        break;
                    }

                    if (Array.IndexOf(KnownKeys.Column, key.Text) < 0)
                    {
                        Unknown(key, "in a column", KnownKeys.Column);
                    }

                    (other ??= [])[key.Text] = Rendered(value, "columns", null, key.Text);
                    break;
            }
        }

        if (ReadName(entry, "A column", "name", out var span) is not { } name)
        {
            return null;
        }

        return new ColumnProperties
        {
            Name = name,
            Span = span,
            Description = shared.Description ?? string.Empty,
            DataType = dataType,
            Quote = quote,
            Config = shared.Config ?? [],
            Meta = shared.Meta ?? [],
            Tags = shared.Tags,
            Constraints = shared.Constraints ?? [],
            Tests = shared.Tests ?? [],
            Other = other ?? [],
        };
    }

    private ImmutableArray<ModelVersion> ReadVersions(YamlNode node)
    {
        var versions = ImmutableArray.CreateBuilder<ModelVersion>();
        foreach (var entry in Entries("versions", node))
        {
            if (ReadModelVersion(entry) is { } version)
            {
                versions.Add(version);
            }
        }

        return versions.DrainToImmutable();
    }

    private ModelVersion? ReadModelVersion(YamlMap entry)
    {
        var shared = new Shared();
        string? definedIn = null;
        ImmutableArray<ColumnProperties>? columns = null;
        Value include = Value.None, exclude = Value.None, deprecation = Value.None;
        foreach (var (key, value) in entry.Entries)
        {
            switch (key.Text)
            {
                case "v":
                    break;
                case "defined_in":
                    definedIn = RenderedText(value, "'defined_in'");
                    break;
                case "columns":
                    columns = ReadVersionColumns(value, ref include, ref exclude);
                    break;
                case "deprecation_date":
                    deprecation = Rendered(value, "deprecation_date");
                    break;
                default:
                    if (!ReadShared(shared, KnownKeys.Version, key, value))
                    {
                        Unknown(key, "in a version", KnownKeys.Version);
                    }

                    break;
            }
        }

        if (entry["v"] is not { } versionNode)
        {
            Report(Diagnostic.Error(
                DiagnosticCodes.MissingKey, "A version has no 'v'.", FirstLine(entry), "Say which version this is, such as v: 1"));
            return null;
        }

        var version = Rendered(versionNode, "v");
        if (!version.IsNumber && !version.IsString)
        {
            WrongType(versionNode, "'v'", "a number or a text");
            return null;
        }

        return new ModelVersion(version, definedIn, Span(versionNode), new VersionProperties
        {
            Description = shared.Description,
            Config = shared.Config ?? [],
            WrittenConfig = shared.Written?.Config,
            Columns = columns,
            IncludeColumns = include,
            ExcludeColumns = exclude,
            Tests = shared.Tests,
            Constraints = shared.Constraints,
            DeprecationDate = deprecation,
        });
    }

    // Columns of a version: at most one entry {include, exclude}, and columns of its own.
    private ImmutableArray<ColumnProperties>? ReadVersionColumns(YamlNode node, ref Value include, ref Value exclude)
    {
        var columns = ImmutableArray.CreateBuilder<ColumnProperties>();
        YamlMap? rule = null;
        foreach (var entry in Entries("columns", node))
        {
            if (entry["include"] is null && entry["exclude"] is null)
            {
                if (ReadColumn(entry) is { } column)
                {
                    columns.Add(column);
                }

                continue;
            }

            if (rule is not null)
            {
                Error(
                    DiagnosticCodes.InvalidValue, entry, "A version can have one entry with 'include' and 'exclude' only.",
                    "Put both into one entry.");
            }

            rule = entry;
            include = entry["include"] is { } included ? Rendered(included, "include") : "*";
            exclude = entry["exclude"] is { } excluded ? Rendered(excluded, "exclude") : Value.None;
        }

        return columns.Count == 0 && rule is null ? null : columns.DrainToImmutable();
    }
}
