using Transform.Core;

namespace Transform.Adapters.DuckDb;

/// <summary>Takes typed values out of a profile's plain ones, and reports what has the wrong type.</summary>
internal sealed class ProfileReader(IReadOnlyDictionary<string, object?> values, string prefix, SourceSpan? span, DiagnosticBag bag)
{
    internal string? Text(string key) => Scalar(key, "text", static value => value as string);

    internal bool Flag(string key) => Scalar(key, "true or false", static value => value as bool?) ?? false;

    internal int? Number(string key) => Scalar(key, "a whole number", static value =>
        value is long number and > 0 and <= int.MaxValue ? (int)number : value as int?);

    internal string? RequiredText(string key)
    {
        if (!Has(key))
        {
            bag.Add(Diagnostic.Error(
                DiagnosticCodes.MissingKey, $"The profile's {prefix}{key} is missing", span, $"Add `{key}:` to it."));
            return null;
        }

        return Text(key);
    }

    /// <summary>A value as DuckDB reads it in a setting.</summary>
    internal static string Print(object? value) => value switch
    {
        null => string.Empty,
        true => "true",
        false => "false",
        IFormattable number => number.ToString(null, null),
        _ => value.ToString()!,
    };

    internal bool Has(string key) => values.TryGetValue(key, out var value) && value is not null;

    internal IEnumerable<object> List(string key)
    {
        if (!Has(key))
        {
            return [];
        }

        if (values[key] is IEnumerable<object?> list and not IEnumerable<KeyValuePair<string, object?>>)
        {
            return list.Where(item => item is not null)!;
        }

        WrongType(key, "a list");
        return [];
    }

    internal IReadOnlyList<KeyValuePair<string, string>> Settings(string key) =>
        Map(key) is { } map ? [.. map.Select(entry => KeyValuePair.Create(entry.Key, Print(entry.Value)))] : [];

    internal IReadOnlyDictionary<string, object?>? Map(string key)
    {
        if (!Has(key))
        {
            return null;
        }

        if (AsMap(values[key]) is { } map)
        {
            return map;
        }

        WrongType(key, "a mapping");
        return null;
    }

    /// <summary>A reader of a mapping inside a list; reports an item that is not one.</summary>
    internal ProfileReader? Item(string key, int index, object item)
    {
        if (AsMap(item) is { } map)
        {
            return new ProfileReader(map, $"{prefix}{key}[{index}].", span, bag);
        }

        WrongType($"{key}[{index}]", "a mapping");
        return null;
    }

    internal ProfileReader Inside(string key) =>
        new(Map(key) ?? new Dictionary<string, object?>(), $"{prefix}{key}.", span, bag);

    internal IEnumerable<KeyValuePair<string, object?>> Entries => values;

    internal void WrongType(string key, string wanted) => bag.Add(Diagnostic.Error(
        DiagnosticCodes.WrongType, $"The profile's {prefix}{key} has to be {wanted}", span));

    internal void Invalid(string message, string? hint) =>
        bag.Add(Diagnostic.Error(DiagnosticCodes.InvalidValue, message, span, hint));

    private static IReadOnlyDictionary<string, object?>? AsMap(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> map => map,
        IEnumerable<KeyValuePair<string, object?>> entries => new Dictionary<string, object?>(entries),
        _ => null,
    };

    private T? Scalar<T>(string key, string wanted, Func<object, T?> read)
    {
        if (!Has(key))
        {
            return default;
        }

        var value = read(values[key]!);
        if (value is null)
        {
            WrongType(key, wanted);
        }

        return value;
    }
}
