using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Drafts the tables of sources.</summary>
internal static class Sources
{
    public static void Collect(Plan plan)
    {
        var overrides = new Dictionary<(string Package, string Name), SourceProperties>();
        foreach (var (_, source) in All(plan).Where(pair => pair.Source.Overrides is not null))
        {
            if (!overrides.TryAdd((source.Overrides!, source.Name), source))
            {
                plan.Diagnostics.Add(Diagnostic.Error(
                    DiagnosticCodes.DuplicateName,
                    $"The source '{source.Name}' of package '{source.Overrides}' is overridden twice; the other place is "
                        + $"{overrides[(source.Overrides!, source.Name)].Span}.",
                    source.Span,
                    "Keep one of the two entries."));
            }
        }

        foreach (var (package, source) in All(plan).Where(pair => pair.Source.Overrides is null))
        {
            var patch = overrides.GetValueOrDefault((package.Name, source.Name));
            var patched = patch is null ? source : Override(source, patch);
            foreach (var table in source.Tables)
            {
                var tablePatch = patch?.Tables.FirstOrDefault(t => t.Name == table.Name);
                plan.SourceDrafts.Add(Make(package, patched, tablePatch is null ? table : Override(table, tablePatch)));
            }
        }
    }

    public static void Settle(Plan plan, Draft draft)
    {
        var (source, table) = draft.Source!;
        var config = Config(source, table);
        draft.Resolved = plan.Configs.Resolve(
            ResourceType.Source, draft.Package, draft.Fqn, new ConfigPlace(config, table.Span), new ConfigPlace(new DictValue(), null));
        if (source.Written is not null || table.Written is not null)
        {
            var written = (Source: source.Written as SourceProperties ?? source, Table: table.Written as SourceTableProperties ?? table);
            draft.Resolved = draft.Resolved.WithTemplates(config, Config(written.Source, written.Table));
            if (written.Table.Identifier != table.Identifier)
            {
                draft.Resolved = draft.Resolved with { Templates = (draft.Resolved.Templates ?? []).With(DictValue.Of(("identifier", written.Table.Identifier))) };
            }
        }

        // What a template leaves empty counts as not said.
        draft.Database = Said(source.Database) ?? plan.Project.Target.Description.Database;
        draft.Schema = Said(source.Schema) ?? source.Name;
        draft.Alias = Said(table.Identifier) ?? table.Name;

        // The project's own quoting is for what it builds; sources have theirs.
        draft.Quoting = new QuotePolicy(
            table.Quoting.Database ?? source.Quoting.Database ?? true,
            table.Quoting.Schema ?? source.Quoting.Schema ?? true,
            table.Quoting.Identifier ?? source.Quoting.Identifier ?? true);
        draft.ExternalLocation = Locate(plan, draft);
        draft.RelationName = draft.ExternalLocation ?? plan.Names.Render(draft.Database, draft.Schema, draft.Alias, draft.Quoting);
    }

    private static string? Said(string? name) => name is { Length: > 0 } ? name : null;

    private static string? Locate(Plan plan, Draft draft)
    {
        var config = draft.Resolved.Config;
        var values = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = draft.Name,
            ["identifier"] = draft.Alias,
            ["schema"] = draft.Schema,
            ["database"] = draft.Database,
            ["tags"] = config.Get("tags").ToObject(),
        };
        foreach (var (key, value) in config.Get("meta").AsDict() ?? [])
        {
            values[key.ToString()] = value.ToObject();
        }

        foreach (var (key, value) in config.Values)
        {
            if (ConfigSchema.For(ResourceType.Source).Find(key.ToString()) is null)
            {
                values[key.ToString()] = value.ToObject();
            }
        }

        try
        {
            return plan.Project.Target.Factory.Dialect.ExternalSource(values);
        }
        catch (FormatException exception)
        {
            throw TransformException.Error(
                DiagnosticCodes.InvalidConfig,
                $"The place of the source table '{draft.Name}' cannot be filled in: {exception.Message}.",
                draft.Span,
                "Name values of the source or of its meta, such as {name} or {identifier}.");
        }
    }

    private static IEnumerable<(Package Package, SourceProperties Source)> All(Plan plan) =>
        from package in plan.Project.Packages
        from file in package.Properties
        from source in file.Sources
        select (package, source);

    private static Draft Make(Package package, SourceProperties source, SourceTableProperties table) => new()
    {
        Type = ResourceType.Source,
        Name = table.Name,
        Package = package,
        UniqueId = $"source.{package.Name}.{source.Name}.{table.Name}",
        Path = source.File.Path,
        OriginalFilePath = source.File.Path,
        Fqn = FileNodes.Fqn(package.Name, YamlPaths.InRoot(package, source.File.Path), withFile: false, source.Name, table.Name),
        Span = table.Span,
        Source = new SourceParts(source, table),
    };

    private static DictValue Config(SourceProperties source, SourceTableProperties table)
    {
        var config = source.Config.With(table.Config);

        var freshness = Freshness(source, table);
        if (freshness.IsUndefined)
        {
            config.Remove("freshness");
        }
        else
        {
            config["freshness"] = freshness;
        }

        config["loaded_at_field"] = First(table.LoadedAtField, table.Config, source.LoadedAtField, source.Config, "loaded_at_field");
        config["loaded_at_query"] = First(table.LoadedAtQuery, table.Config, source.LoadedAtQuery, source.Config, "loaded_at_query");
        config["meta"] = source.Meta.With(source.Config["meta"].AsDict()).With(table.Meta).With(table.Config["meta"].AsDict());
        var tags = new SortedSet<string>(source.Tags.AddRange(table.Tags), StringComparer.Ordinal);
        tags.UnionWith(ConfigMerge.Listed(source.Config["tags"]).Select(tag => tag.ToString()));
        tags.UnionWith(ConfigMerge.Listed(table.Config["tags"]).Select(tag => tag.ToString()));
        config["tags"] = new ListValue(tags.Select(tag => (Value)tag));
        return config;
    }

    private static Value First(string? table, DictValue tableConfig, string? source, DictValue sourceConfig, string key) =>
        table ?? tableConfig[key].AsString() ?? source ?? sourceConfig[key].AsString();

    // Each place adds to the one before it; null turns freshness off until a place sets a limit; nothing anywhere is undefined.
    private static Value Freshness(SourceProperties source, SourceTableProperties table)
    {
        Value merged = default;
        foreach (var given in (Value[])[source.Freshness, source.Config["freshness"], table.Freshness, table.Config["freshness"]])
        {
            if (given.IsUndefined)
            {
                continue;
            }

            merged = given.AsDict() is not { } dict || (merged.IsNone && !merged.IsUndefined && !IsWhole(dict["warn_after"]) && !IsWhole(dict["error_after"]))
                ? Value.None
                : Merge(merged.AsDict(), dict);
        }

        return merged;
    }

    private static DictValue Merge(DictValue? earlier, DictValue later)
    {
        var merged = new DictValue();
        foreach (var part in (string[])["warn_after", "error_after"])
        {
            merged[part] = later.TryGetValue(part, out var value) && value.IsNone ? Value.None
                : IsWhole(value) || earlier is null ? Time(value)
                : earlier[part];
        }

        merged["filter"] = later["filter"] is { IsMissing: false } filter ? filter : earlier?["filter"] ?? Value.None;
        return merged;
    }

    // Half a time changes nothing of one that was said before.
    private static bool IsWhole(Value time) => time.AsDict() is { } parts && !parts["count"].IsMissing && !parts["period"].IsMissing;

    private static DictValue Time(Value time)
    {
        Value Part(string key) => time.AsDict() is { } parts && parts.TryGetValue(key, out var value) ? value : Value.None;
        return DictValue.Of(("count", Part("count")), ("period", Part("period")));
    }

    private static SourceProperties Override(SourceProperties source, SourceProperties patch) => OverrideSettings(source, patch) with
    {
        Database = patch.Database ?? source.Database,
        Schema = patch.Schema ?? source.Schema,
    };

    private static SourceTableProperties Override(SourceTableProperties table, SourceTableProperties patch) => OverrideSettings(table, patch) with
    {
        Identifier = patch.Identifier ?? table.Identifier,
        External = patch.External.IsNone ? table.External : patch.External,
        Columns = patch.Columns.IsEmpty ? table.Columns : patch.Columns,
        Tests = patch.Tests.IsEmpty ? table.Tests : patch.Tests,
    };

    private static T OverrideSettings<T>(T settings, T patch)
        where T : SourceSettings =>
        (T)(settings with
        {
            Description = patch.Description.Length > 0 ? patch.Description : settings.Description,
            Loader = patch.Loader ?? settings.Loader,
            Config = patch.Config.Count > 0 ? patch.Config : settings.Config,
            Meta = patch.Meta.Count > 0 ? patch.Meta : settings.Meta,
            Tags = patch.Tags.IsEmpty ? settings.Tags : patch.Tags,
            Quoting = (
                patch.Quoting.Database ?? settings.Quoting.Database,
                patch.Quoting.Schema ?? settings.Quoting.Schema,
                patch.Quoting.Identifier ?? settings.Quoting.Identifier),
            Freshness = patch.Freshness.IsUndefined ? settings.Freshness : patch.Freshness,
            LoadedAtField = patch.LoadedAtField ?? settings.LoadedAtField,
            LoadedAtQuery = patch.LoadedAtQuery ?? settings.LoadedAtQuery,
        });
}
