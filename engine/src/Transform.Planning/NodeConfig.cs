using System.Collections.Immutable;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>A node's configuration after inheritance, with dbt's defaults filled in. Not to be changed.</summary>
/// <param name="values">Every key as templates and the manifest see it, in the manifest's order.</param>
public sealed class NodeConfig(DictValue values)
{
    public DictValue Values { get; } = values;

    public bool Enabled => !(Values.TryGetValue("enabled", out var value) && value.TryGetBoolean(out var enabled) && !enabled);

    public string Materialized => Text("materialized") ?? "view";

    public string? Text(string key) => Values.TryGetValue(key, out var value) ? value.AsString() : null;

    public bool Flag(string key, bool fallback = false) =>
        Values.TryGetValue(key, out var value) && value.TryGetBoolean(out var flag) ? flag : fallback;

    public Value Get(string key) => Values.TryGetValue(key, out var value) ? value : Value.None;

    /// <summary>A key that holds one string or a list of them.</summary>
    public ImmutableArray<string> Texts(string key)
    {
        var value = Get(key);
        if (value.AsString() is { } text)
        {
            return [text];
        }

        return value.AsList() is { } list ? [.. list.Select(item => item.ToString())] : [];
    }
}
