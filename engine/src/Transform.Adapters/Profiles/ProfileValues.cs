using Transform.Core;

namespace Transform.Adapters.Profiles;

/// <summary>Takes typed values out of a profile's plain ones, and reports what has the wrong type.</summary>
/// <param name="values">The keys and their values.</param>
/// <param name="prefix">What stands before a key in messages: empty, or <c>retries.</c> for a mapping inside.</param>
/// <param name="span">Where it is written.</param>
/// <param name="bag">Takes what is wrong.</param>
public sealed class ProfileValues(IReadOnlyDictionary<string, object?> values, string prefix, SourceSpan? span, DiagnosticBag bag)
{
    public string? Text(string key) => Scalar(key, "text", static value => value as string);

    public bool Flag(string key) => Scalar(key, "true or false", static value => value as bool?) ?? false;

    public int? Number(string key) => Scalar(key, "a whole number above zero", static value =>
        value is long number and > 0 and <= int.MaxValue ? (int)number : value as int?);

    /// <summary>Zero or more.</summary>
    public int? WholeNumber(string key) => Scalar(key, "a whole number, zero or more", static value =>
        value is long number and >= 0 and <= int.MaxValue ? (int)number : value as int?);

    /// <summary>A value as it is; null where there is none.</summary>
    public object? Value(string key) => values.GetValueOrDefault(key);

    public string? RequiredText(string key)
    {
        if (!Has(key))
        {
            bag.Add(Diagnostic.Error(
                DiagnosticCodes.MissingKey, $"The profile's {prefix}{key} is missing", span, $"Add `{key}:` to it."));
            return null;
        }

        return Text(key);
    }

    /// <summary>A value as it is written in a setting.</summary>
    public static string Print(object? value) => value switch
    {
        null => string.Empty,
        true => "true",
        false => "false",
        IFormattable number => number.ToString(null, null),
        _ => value.ToString()!,
    };

    public bool Has(string key) => values.TryGetValue(key, out var value) && value is not null;

    public IEnumerable<object> List(string key)
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

    public IReadOnlyList<KeyValuePair<string, string>> Settings(string key) =>
        Map(key) is { } map ? [.. map.Select(entry => KeyValuePair.Create(entry.Key, Print(entry.Value)))] : [];

    public IReadOnlyDictionary<string, object?>? Map(string key)
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
    public ProfileValues? Item(string key, int index, object item)
    {
        if (AsMap(item) is { } map)
        {
            return new ProfileValues(map, $"{prefix}{key}[{index}].", span, bag);
        }

        WrongType($"{key}[{index}]", "a mapping");
        return null;
    }

    public ProfileValues Inside(string key) =>
        new(Map(key) ?? new Dictionary<string, object?>(), $"{prefix}{key}.", span, bag);

    public IEnumerable<KeyValuePair<string, object?>> Entries => values;

    public void WrongType(string key, string wanted) => bag.Add(Diagnostic.Error(
        DiagnosticCodes.WrongType, $"The profile's {prefix}{key} has to be {wanted}", span));

    public void Invalid(string message, string? hint) =>
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
