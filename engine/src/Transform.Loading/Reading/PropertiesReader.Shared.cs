using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <content>The keys that entries of several kinds have: a description, a config, columns, tests, ...</content>
internal sealed partial class PropertiesReader
{
    /// <summary>What is read of one entry. Null where the key is not given.</summary>
    private sealed class Shared
    {
        public string? Description { get; set; }

        public DictValue? Config { get; set; }

        public DictValue? Meta { get; set; }

        public ImmutableArray<string> Tags { get; set; } = [];

        public ImmutableArray<ColumnProperties>? Columns { get; set; }

        public ImmutableArray<TestDefinition>? Tests { get; set; }

        public ListValue? Constraints { get; set; }

        public (bool? Database, bool? Schema, bool? Identifier) Quoting { get; set; }

        public Value Freshness { get; set; } = Value.Undefined;

        public string? LoadedAtField { get; set; }

        public string? LoadedAtQuery { get; set; }

        public string? Loader { get; set; }

        public YamlScalar? TestsKey { get; set; }

        /// <summary>What templates are in, as it is written.</summary>
        public Shared? Written { get; set; }
    }

    /// <summary>Reads one key into <paramref name="entry"/>; false when it is none of the shared ones.</summary>
    /// <param name="entry">The entry so far.</param>
    /// <param name="known">The keys that its kind has.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">What follows it.</param>
    /// <param name="path">The key path that the entry's own keys stand under.</param>
    private bool ReadShared(Shared entry, string[] known, YamlScalar key, YamlNode value, params ReadOnlySpan<string?> path)
    {
        if (key.Text != "tests" && Array.IndexOf(known, key.Text) < 0)
        {
            return false;
        }

        switch (key.Text)
        {
            case "name":
                return true;
            case "description":
                entry.Description = Text(value, "'description'");
                return true;
            case "config":
                entry.Config = RenderedMap(value, "'config'", [.. path, "config"]);
                CheckFreshness((value as YamlMap)?["freshness"], entry.Config["freshness"]);
                KeepWritten(value, static (written, value) => written.Config = value.AsDict());
                return true;
            case "meta":
                entry.Meta = RenderedMap(value, "'meta'", [.. path, "meta"]);
                KeepWritten(value, static (written, value) => written.Meta = value.AsDict());
                return true;
            case "tags":
                entry.Tags = Tags(value, "'tags'");
                return true;
            case "columns":
                entry.Columns = ReadColumns(value);
                return true;
            case "tests" or "data_tests":
                ReadTests(entry, key, value);
                return true;
            case "constraints":
                entry.Constraints = RenderedList(value, "'constraints'", [.. path, "constraints", null]);
                return true;
            case "quoting":
                entry.Quoting = ReadQuoting(value);
                return true;
            case "freshness":
                entry.Freshness = Freshness(value);
                KeepWritten(value, static (written, value) => written.Freshness = value);
                return true;
            case "loaded_at_field":
                entry.LoadedAtField = LoadedAt(value);
                KeepWritten(value, static (written, value) => written.LoadedAtField = value.AsString());
                return true;
            case "loaded_at_query":
                entry.LoadedAtQuery = Text(value, "'loaded_at_query'");
                return true;
            case "loader":
                entry.Loader = RenderedText(value, "'loader'");
                return true;
            default:
                return false;
        }

        void KeepWritten(YamlNode node, Action<Shared, Value> keep)
        {
            if (WrittenTemplates(node) is { IsUndefined: false } written)
            {
                keep(entry.Written ??= new Shared(), written);
            }
        }
    }

    /// <summary>A value as it is written where it has templates; undefined where it has none.</summary>
    private Value WrittenTemplates(YamlNode node)
    {
        // More than that is aliases of aliases, which are reported elsewhere.
        var most = 1000;
        return HasTemplates(node, ref most) ? Values.ToValue(node) : Value.Undefined;
    }

    private static bool HasTemplates(YamlNode node, ref int most)
    {
        switch (node)
        {
            case YamlScalar scalar:
                return TemplateRenderer.HasTemplate(scalar.Text);
            case YamlList list:
                foreach (var item in list.Items)
                {
                    if (--most >= 0 && HasTemplates(item, ref most))
                    {
                        return true;
                    }
                }

                return false;
            case YamlMap map:
                foreach (var (_, value) in map.Entries)
                {
                    if (--most >= 0 && HasTemplates(value, ref most))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    private void ReadTests(Shared entry, YamlScalar key, YamlNode value)
    {
        // An empty list in the old place is as good as none.
        if (key.Text == "tests" && entry.Tests is not null && value is YamlList { Items.Count: 0 })
        {
            return;
        }

        if (entry is { TestsKey: not null, Tests: not [] })
        {
            Error(
                DiagnosticCodes.InvalidValue, key, "'tests' and 'data_tests' are both given; they are two names of the same list.",
                "Move all tests to 'data_tests'.");
        }

        entry.TestsKey = key;
        entry.Tests = value is YamlScalar { IsNull: true } ? null : ReadTests(value);
    }

    private Value Freshness(YamlNode node)
    {
        if (node is YamlMap or YamlScalar { IsNull: true })
        {
            var value = Rendered(node, "freshness");
            CheckFreshness(node, value);
            return value;
        }

        WrongType(node, "'freshness'", "a mapping with warn_after and error_after", "Write freshness: null to switch it off.");
        return Value.Undefined;
    }

    private void CheckFreshness(YamlNode? node, Value value)
    {
        foreach (var (key, limit) in (node as YamlMap)?.Entries ?? [])
        {
            if (!KnownKeys.Freshness.Contains(key.Text))
            {
                Unknown(key, "in 'freshness'", KnownKeys.Freshness);
            }
            else if (limit is YamlMap parts && value.AsDict()?[key.Text].AsDict() is { } time)
            {
                CheckTime(key.Text, parts, time);
            }
        }
    }

    private void CheckTime(string limit, YamlMap parts, DictValue time)
    {
        foreach (var (key, part) in parts.Entries)
        {
            var value = time[key.Text];
            if (!KnownKeys.FreshnessTime.Contains(key.Text))
            {
                Unknown(key, $"in '{limit}'", KnownKeys.FreshnessTime);
            }
            else if (key.Text == "count" && !value.IsMissing && !value.TryGetInt64(out _))
            {
                WrongType(part, "'count'", "a whole number", "Write how many periods it may be, such as count: 12");
            }
            else if (key.Text == "period" && !value.IsMissing && !(value.AsString() is { } period && KnownKeys.Periods.Contains(period)))
            {
                Error(
                    DiagnosticCodes.InvalidValue, part, $"'period' cannot be {value.Repr()}.",
                    NearMiss.Question(value.ToString(), KnownKeys.Periods) ?? $"It is one of: {string.Join(", ", KnownKeys.Periods)}.");
            }
        }
    }

    private string? LoadedAt(YamlNode node)
    {
        var field = RenderedText(node, "'loaded_at_field'");
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
