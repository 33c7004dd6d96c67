using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary><c>config</c> in the run phase: calling it changes nothing any more; it answers what was configured.</summary>
public sealed class ConfigObject(NodeConfig? config) : ICallable
{
    public string TypeName => "config";

    public Value Call(RenderState state, Arguments arguments) => Value.EmptyString;

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "get" => Value.From(name, (_, a) => Get(a.RequireString(0, "name", "config.get"), a.Get(1, "default", Value.None))),
            "require" => Value.From(name, (_, a) => Require(a.RequireString(0, "name", "config.require"), a.Span)),
            "meta_get" => Value.From(name, (_, a) => Meta(a.RequireString(0, "name", "config.meta_get"), a.Get(1, "default", Value.None))),
            "meta_require" => Value.From(name, (_, a) => Meta(a.RequireString(0, "name", "config.meta_require"), default) is { IsUndefined: false } found
                ? found
                : throw Missing(a.RequireString(0, "name", name), a.Span)),
            "set" => Value.From(name, (_, _) => Value.EmptyString),
            "persist_relation_docs" => Value.From(name, (_, _) => Persist("relation")),
            "persist_column_docs" => Value.From(name, (_, _) => Persist("columns")),
            _ => Value.Undefined,
        };
        return !value.IsUndefined;
    }

    /// <summary>A setting; the fallback where it is not set or none.</summary>
    public Value Get(string name, Value fallback)
    {
        var found = config?.Get(name) ?? Value.None;
        return found.IsMissing ? fallback : found;
    }

    private static TransformException Missing(string name, SourceSpan? span) => TransformException.Error(
        DiagnosticCodes.InvalidConfig, $"The config '{name}' is required here and is not set.", span,
        $"Set it in the model's config(), in its YAML, or in the project file as +{name}.");

    private Value Require(string name, SourceSpan? span) =>
        Get(name, default) is { IsUndefined: false } found ? found : throw Missing(name, span);

    private Value Meta(string name, Value fallback) =>
        Get("meta", default).AsDict() is { } meta && meta.TryGetValue(name, out var found) ? found : fallback;

    private Value Persist(string what) =>
        Get("persist_docs", default).AsDict() is { } docs && docs.TryGetValue(what, out var on) && on.IsTruthy;
}
