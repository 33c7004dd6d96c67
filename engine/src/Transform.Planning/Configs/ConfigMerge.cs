using Transform.Loading.Context;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>dbt's rules of how configs of several places become one.</summary>
internal static class ConfigMerge
{
    /// <summary>Two <c>config()</c> calls of one template, or a call and what YAML passed on as one. Neither is changed.</summary>
    public static DictValue Calls(DictValue first, DictValue second)
    {
        if (first.Count == 0)
        {
            return second;
        }

        var merged = first.Copy();
        foreach (var (key, value) in second)
        {
            var name = key.ToString();
            merged[name] = name switch
            {
                "pre-hook" or "post-hook" or "tags" or "packages" => Append(merged[name], value),
                "quoting" or "column_types" or "meta" or "docs" or "contract" when value.AsDict() is not null =>
                    Update(merged[name], value),
                "grants" when value.AsDict() is not null => Update(merged[name], value),
                _ => value,
            };
        }

        return merged;
    }

    public static Value Apply(ConfigMergeKind kind, Value earlier, Value later) => kind switch
    {
        ConfigMergeKind.Append => Append(earlier, later),
        ConfigMergeKind.Update when later.AsDict() is not null => Update(earlier, later),
        ConfigMergeKind.UpdateLists when later.AsDict() is { } dict => UpdateLists(earlier.AsDict(), dict),
        _ => later,
    };

    /// <summary>One hook as dbt keeps it: <c>sql</c>, <c>transaction</c>, <c>index</c>. The macros before_begin, in_transaction and
    /// after_commit give it as JSON.</summary>
    public static Value Hook(Value value)
    {
        if (value.AsString() is { } text && text.AsSpan().TrimStart().StartsWith("{\"") && JsonText.TryLoad(text, out var json))
        {
            value = json;
        }

        var dict = value.AsDict();
        return DictValue.Of(
            ("sql", dict is null ? value : dict["sql"]),
            ("transaction", dict is not null && dict.TryGetValue("transaction", out var transaction) ? transaction : true),
            ("index", dict is not null && dict.TryGetValue("index", out var index) ? index : Value.None));
    }

    public static ListValue Listed(Value value) =>
        value.AsList() is { } list ? list.Copy()
        : value.AsTuple() is { } tuple ? new ListValue(tuple)
        : value.IsMissing ? new ListValue()
        : ListValue.Of(value);

    private static Value Append(Value earlier, Value later)
    {
        var merged = Listed(earlier);
        merged.AddRange(Listed(later));
        return merged;
    }

    private static Value Update(Value earlier, Value later)
    {
        var merged = earlier.AsDict()?.Copy() ?? new DictValue();
        foreach (var (key, value) in later.AsDict()!)
        {
            merged[key] = value;
        }

        return merged;
    }

    private static Value UpdateLists(DictValue? earlier, DictValue later)
    {
        var merged = new DictValue();
        foreach (var (key, value) in earlier ?? [])
        {
            merged[key] = Listed(value);
        }

        foreach (var (key, value) in later)
        {
            var name = key.ToString();
            var clean = name.TrimStart('+');
            merged[clean] = clean.Length < name.Length && merged.ContainsKey(clean) ? Append(merged[clean], value) : Listed(value);
        }

        return merged;
    }
}
