using Transform.Templating;

namespace Transform.Planning;

/// <summary>How a later setting of a config meets an earlier one.</summary>
internal enum ConfigMergeKind
{
    /// <summary>The later one replaces the earlier one.</summary>
    Replace,

    /// <summary>Both become one list.</summary>
    Append,

    /// <summary>The keys of both dicts; the later value wins.</summary>
    Update,

    /// <summary>A dict of lists: <c>+key</c> adds to the list, <c>key</c> replaces it.</summary>
    UpdateLists,
}

/// <summary>What a config holds.</summary>
internal enum ConfigType
{
    Any,
    Text,
    Boolean,
    Integer,
    Dict,
    TextOrTexts,
    Hooks,
    Severity,
    StaticAnalysis,
}

/// <summary>One config that dbt knows.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Type">What it may hold; null is always allowed where the default is null.</param>
/// <param name="Default">Makes its default.</param>
internal sealed record ConfigField(
    string Name, ConfigType Type, Func<Value> Default, ConfigMergeKind Merge = ConfigMergeKind.Replace)
{
    /// <summary>Keys that a dict always has, with their defaults.</summary>
    public IReadOnlyList<(string Key, Value Value)>? Members { get; init; }

    public string Expected => Type switch
    {
        ConfigType.Text => "a text",
        ConfigType.Boolean => "true or false",
        ConfigType.Integer => "a whole number",
        ConfigType.Dict => "a mapping",
        ConfigType.TextOrTexts => "a text or a list of texts",
        ConfigType.Hooks => "a statement, a mapping with sql: or a list of them",
        ConfigType.Severity => "warn or error",
        ConfigType.StaticAnalysis => "a text",
        _ => "a value",
    };

    /// <summary>Whether a value, as it stands before merging, has the right type.</summary>
    public bool Accepts(Value value) => value.IsMissing || Type switch
    {
        ConfigType.Text => value.IsString,
        ConfigType.Boolean => value.TryGetBoolean(out _),
        ConfigType.Integer => value.IsInteger,
        ConfigType.Dict => value.AsDict() is not null,
        ConfigType.TextOrTexts => value.IsString || (Sequence(value) is { } list && list.All(item => item.IsString)),
        ConfigType.Hooks => IsHook(value) || (Sequence(value) is { } list && list.All(IsHook)),
        ConfigType.Severity => value.AsString() is { } text
            && (text.Equals("warn", StringComparison.OrdinalIgnoreCase) || text.Equals("error", StringComparison.OrdinalIgnoreCase)),
        ConfigType.StaticAnalysis => value.IsString || value.TryGetBoolean(out _),
        _ => true,
    };

    private static IReadOnlyList<Value>? Sequence(Value value) =>
        value.AsList() is { } list ? list : value.AsTuple();

    private static bool IsHook(Value value) => value.IsString || value.AsDict() is { } dict && dict["sql"].IsString;
}
