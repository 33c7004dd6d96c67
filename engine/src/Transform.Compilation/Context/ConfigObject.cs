using System.Collections.Frozen;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary><c>config</c> in the run phase: calling it changes nothing any more; it answers what was configured.</summary>
public sealed class ConfigObject : ICallable
{
    private static readonly FrozenDictionary<string, Func<ConfigObject, RenderState, Arguments, Value>> Methods =
        new Dictionary<string, Func<ConfigObject, RenderState, Arguments, Value>>(StringComparer.Ordinal)
        {
            ["get"] = static (c, s, a) => c.Lookup(s, a),
            ["require"] = static (c, s, a) => c.Require(s, a),
            ["meta_get"] = static (c, _, a) => c.LookupMeta(a),
            ["meta_require"] = static (c, _, a) => c.RequireMeta(a),
            ["set"] = static (_, _, _) => Value.EmptyString,
            ["persist_relation_docs"] = static (c, _, a) => c.Persist("relation", a),
            ["persist_column_docs"] = static (c, _, a) => c.Persist("columns", a),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly NodeConfig? config;
    private readonly Func<Value> model;
    private Dictionary<string, Value>? detached;

    /// <param name="config">Null where a macro is called by itself: nothing is configured.</param>
    /// <param name="model">The node as templates see it.</param>
    public ConfigObject(NodeConfig? config, Func<Value> model)
    {
        this.config = config;
        this.model = model;
    }

    /// <summary>The names of its members.</summary>
    public static IEnumerable<string> MemberNames => Methods.Keys.Append("model");

    public string TypeName => "config";

    public Value Call(RenderState state, Arguments arguments) => Value.EmptyString;

    public bool TryGetAttribute(string name, out Value value)
    {
        if (Methods.TryGetValue(name, out var method))
        {
            value = Value.From(name, (state, arguments) => method(this, state, arguments));
            return true;
        }

        value = string.Equals(name, "model", StringComparison.Ordinal) ? model() : Value.Undefined;
        return !value.IsUndefined;
    }

    public bool TryGetItem(Value key, out Value value)
    {
        value = default;
        return key.AsString() is { } name && TryGetAttribute(name, out value);
    }

    /// <summary>A setting; the fallback where it is not set or none.</summary>
    public Value Get(string name, Value fallback)
    {
        var found = config?.Get(name) ?? Value.None;
        return found.IsMissing ? fallback : found;
    }

    private static TransformException Missing(string what, string name, SourceSpan? span) => TransformException.Error(
        DiagnosticCodes.InvalidConfig, $"The {what} '{name}' is required here and is not set.", span,
        $"Set it in the model's config(), in its YAML, or in the project file as +{name}.");

    private static Value Checked(Value value, Value validator, RenderState state, in Arguments arguments)
    {
        validator.As<ICallable>()?.Call(state, new Arguments(new[] { value }, default, arguments.Span));
        return value;
    }

    // Hooks are written with a dash in files, and asked for with an underscore.
    private bool TryFind(string name, out Value value)
    {
        value = default;
        if (config is null || name is "pre-hook" or "post-hook")
        {
            return false;
        }

        name = name is "pre_hook" or "post_hook" ? name.Replace('_', '-') : name;
        if (detached is not null && detached.TryGetValue(name, out value))
        {
            return true;
        }

        if (!config.Values.TryGetValue(name, out value))
        {
            return false;
        }

        // What a template does to a dictionary or list stays with its node.
        if (value.AsDict() is not null || value.AsList() is not null)
        {
            (detached ??= new(StringComparer.Ordinal))[name] = value = Detached.Of(value);
        }

        return true;
    }

    // A setting that dbt knows and nobody made is none, whatever the default; only an unknown one falls back.
    private Value Lookup(RenderState state, in Arguments arguments)
    {
        var name = arguments.RequireString(0, "name", "config.get");
        var fallback = arguments.Get(1, "default", Value.None);
        var value = TryFind(name, out var found) ? found : fallback;
        return fallback.IsNone ? value : Checked(value, arguments.Get(2, "validator", Value.None), state, arguments);
    }

    private Value Require(RenderState state, in Arguments arguments)
    {
        var name = arguments.RequireString(0, "name", "config.require");
        return TryFind(name, out var found)
            ? Checked(found, arguments.Get(1, "validator", Value.None), state, arguments)
            : throw Missing("config", name, arguments.Span);
    }

    private Value LookupMeta(in Arguments arguments)
    {
        var name = arguments.RequireString(0, "name", "config.meta_get");
        return Get("meta", default).AsDict() is { } meta && meta.TryGetValue(name, out var found) ? found : arguments.Get(1, "default", Value.None);
    }

    private Value RequireMeta(in Arguments arguments)
    {
        var name = arguments.RequireString(0, "name", "config.meta_require");
        return Get("meta", default).AsDict() is { } meta && meta.TryGetValue(name, out var found)
            ? found
            : throw Missing("entry of meta", name, arguments.Span);
    }

    private Value Persist(string what, in Arguments arguments)
    {
        var docs = Get("persist_docs", default);
        return docs.IsMissing ? false
            : docs.AsDict() is not { } dict ? throw TransformException.Error(
                DiagnosticCodes.InvalidConfig, $"persist_docs is a dictionary with relation and columns, not {docs.Repr()}.", arguments.Span)
            : dict.TryGetValue(what, out var on) ? on : false;
    }
}
