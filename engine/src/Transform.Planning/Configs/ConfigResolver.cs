using System.Collections.Concurrent;
using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>A node's configs: merged, and as they were written.</summary>
internal sealed record ResolvedConfig(NodeConfig Config, DictValue Unrendered)
{
    /// <summary>What YAML says in templates, as it is written; null where it says nothing so.</summary>
    public DictValue? Templates { get; init; }

    /// <summary>The same with the templates of YAML, where nothing else has the last word.</summary>
    /// <param name="rendered">What YAML says, rendered.</param>
    /// <param name="written">The same, not rendered; it may lack what has no templates.</param>
    /// <param name="call">What the template says.</param>
    public ResolvedConfig WithTemplates(DictValue rendered, DictValue written, DictValue? call = null)
    {
        var templates = Templates?.Copy() ?? [];
        foreach (var (key, text) in written)
        {
            if (call?.ContainsKey(key) != true && rendered.TryGetValue(key, out var value) && !value.Equals(text)
                && Unrendered.TryGetValue(key, out var kept) && kept.Equals(value))
            {
                templates[key] = text;
            }
        }

        return templates.Count == 0 ? this : this with { Templates = templates };
    }
}

/// <summary>Where a setting was made, for messages.</summary>
internal readonly record struct ConfigPlace(DictValue Values, SourceSpan? Span);

/// <summary>Merges what project files, YAML and templates say of a node's config. Nodes with the same settings share one
/// result. Thread-safe.</summary>
internal sealed class ConfigResolver(Project project, DiagnosticBag diagnostics)
{
    private readonly ConcurrentDictionary<Key, Lazy<ResolvedConfig>> cache = new();
    private readonly ConcurrentDictionary<(string, int), bool> reported = new();

    /// <summary>The merged config.</summary>
    /// <param name="type">The kind of node.</param>
    /// <param name="package">The node's package.</param>
    /// <param name="fqn">Its qualified name: the levels of the project files' trees.</param>
    /// <param name="patch">What YAML says.</param>
    /// <param name="call">What the template says.</param>
    public ResolvedConfig Resolve(ResourceType type, Package package, ImmutableArray<string> fqn, ConfigPlace patch, ConfigPlace call)
    {
        var schema = ConfigSchema.For(type);
        var isMain = ReferenceEquals(package, project.Main);
        var key = new Key(
            schema, Last(package, type, fqn), isMain ? null : Last(project.Main, type, fqn), Text(patch.Values), Text(call.Values));
        var resolved = cache.TryGetValue(key, out var known)
            ? known.Value
            : Add(key, Levels(package, type, fqn), isMain ? null : Levels(project.Main, type, fqn), patch, call);
        return type == ResourceType.Function ? WithTreeOfModels(resolved, package, fqn) : resolved;
    }

    // As in dbt, what is written for models counts as written for functions, and what is written for functions does not.
    private ResolvedConfig WithTreeOfModels(ResolvedConfig resolved, Package package, ImmutableArray<string> fqn)
    {
        var unrendered = new DictValue();
        Take(Levels(package, ResourceType.Model, fqn));
        unrendered = unrendered.With(resolved.Unrendered);
        Take(ReferenceEquals(package, project.Main) ? null : Levels(project.Main, ResourceType.Model, fqn));
        return resolved with { Unrendered = unrendered };

        void Take(List<ConfigTree>? levels)
        {
            foreach (var level in levels ?? [])
            {
                unrendered = unrendered.With(level.Unrendered);
            }
        }
    }

    // Apart from the look-up, which must not pay for the closure.
    private ResolvedConfig Add(Key key, List<ConfigTree>? own, List<ConfigTree>? above, ConfigPlace patch, ConfigPlace call) =>
        cache.GetOrAdd(key, _ => new Lazy<ResolvedConfig>(() => Merge(key.Schema, own, above, patch, call))).Value;

    private static string? Text(DictValue values) => values.Count == 0 ? null : ((Value)values).Repr();

    // The deepest level that a node is under stands for all the levels above it.
    private static ConfigTree? Last(Package package, ResourceType type, ImmutableArray<string> fqn)
    {
        if (!package.Settings.Configs.TryGetValue(ConfigSchema.TreeKey(type), out var tree))
        {
            return null;
        }

        foreach (var level in fqn)
        {
            if (!tree.Children.TryGetValue(level, out var child))
            {
                break;
            }

            tree = child;
        }

        return tree;
    }

    private static List<ConfigTree>? Levels(Package package, ResourceType type, ImmutableArray<string> fqn)
    {
        if (!package.Settings.Configs.TryGetValue(ConfigSchema.TreeKey(type), out var tree))
        {
            return null;
        }

        var levels = new List<ConfigTree>(fqn.Length) { tree };
        foreach (var level in fqn)
        {
            if (!tree.Children.TryGetValue(level, out var child))
            {
                break;
            }

            levels.Add(child);
            tree = child;
        }

        return levels;
    }

    private ResolvedConfig Merge(
        ConfigSchema schema, List<ConfigTree>? own, List<ConfigTree>? above, ConfigPlace patch, ConfigPlace call)
    {
        var values = new DictValue(schema.Fields.Count);
        foreach (var field in schema.Fields)
        {
            values[field.Name] = field.Default();
        }

        var unrendered = new DictValue();
        foreach (var level in own ?? [])
        {
            Add(schema, values, unrendered, level);
        }

        Add(schema, values, unrendered, patch.Values, patch.Span);
        Add(schema, values, unrendered, call.Values, call.Span);
        foreach (var level in above ?? [])
        {
            Add(schema, values, unrendered, level);
        }

        Finish(schema, values);
        return new ResolvedConfig(new NodeConfig(values), unrendered);
    }

    private void Add(ConfigSchema schema, DictValue values, DictValue unrendered, DictValue settings, SourceSpan? span)
    {
        foreach (var (key, value) in settings)
        {
            var name = key.ToString() switch { "pre_hook" => "pre-hook", "post_hook" => "post-hook", var other => other };
            var field = schema.Find(name);
            if (field is not null && !field.Accepts(value))
            {
                Report(field, value, span);
                continue;
            }

            unrendered[key] = value;
            values[name] = field is null ? value : ConfigMerge.Apply(field.Merge, values[name], value);
        }
    }

    // What is unrendered keeps its template and the spelling of its key.
    private void Add(ConfigSchema schema, DictValue values, DictValue unrendered, ConfigTree level)
    {
        Add(schema, values, [], level.Configs, level.Span);
        foreach (var (key, value) in schema.KeepsTreeUnrendered ? level.Unrendered : [])
        {
            unrendered[key] = value;
        }
    }

    private void Report(ConfigField field, Value value, SourceSpan? span)
    {
        var place = ConfigPlaces.Find(span, field.Name);
        if (reported.TryAdd((field.Name + place?.Source.Path, place?.Start ?? 0), true))
        {
            diagnostics.Add(Diagnostic.Error(
                DiagnosticCodes.InvalidConfig,
                $"The config '{field.Name}' must be {field.Expected}, not {value.Repr()} ({value.TypeName}).",
                place,
                ConfigPlaces.Hint(field, value)));
        }
    }

    private static void Finish(ConfigSchema schema, DictValue values)
    {
        foreach (var field in schema.Fields)
        {
            var value = values[field.Name];
            if (field.Type == ConfigType.Hooks)
            {
                values[field.Name] = new ListValue(ConfigMerge.Listed(value).Select(ConfigMerge.Hook));
            }
            else if (field.Type == ConfigType.StaticAnalysis && value.TryGetBoolean(out var on))
            {
                values[field.Name] = on ? "on" : "off";
            }
            else if (field.Members is { } members)
            {
                values[field.Name] = WithMembers(members, value.AsDict() ?? new DictValue());
            }
        }

        if (schema == ConfigSchema.For(ResourceType.Test))
        {
            FinishStoreFailures(values);
        }
    }

    private static Value WithMembers(IReadOnlyList<(string Key, Value Value)> members, DictValue given)
    {
        var full = new DictValue();
        foreach (var (key, fallback) in members)
        {
            full[key] = given.TryGetValue(key, out var value) ? value : fallback;
        }

        foreach (var (key, value) in given)
        {
            full[key] = value;
        }

        return full;
    }

    // store_failures_as decides where it is given, and follows store_failures where it is not.
    private static void FinishStoreFailures(DictValue values)
    {
        if (values["store_failures_as"].AsString() is { } kind)
        {
            values["store_failures"] = !string.Equals(kind, "ephemeral", StringComparison.Ordinal);
        }
        else if (values["store_failures"].TryGetBoolean(out var store))
        {
            values["store_failures_as"] = store ? "table" : "ephemeral";
        }
    }

    private readonly record struct Key(ConfigSchema Schema, ConfigTree? Own, ConfigTree? Above, string? Patch, string? Call);
}
