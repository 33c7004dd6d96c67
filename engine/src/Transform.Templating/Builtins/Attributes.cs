using System.Globalization;

namespace Transform.Templating;

/// <summary>Reading attributes by name, as the filters do.</summary>
internal static class Attributes
{
    /// <summary>Jinja's <c>attr</c>: an attribute only, never an item.</summary>
    public static Value Get(Value value, string name) => value.Kind switch
    {
        ValueKind.Dict => Methods.Find(value, name) is { } method
            ? Value.From(new BoundMethod(value, name, method))
            : Value.UndefinedFor(value, name),
        _ => value.GetAttribute(name),
    };

    /// <summary>What a filter's <c>attribute</c> argument reads: a position, or names and positions with dots between.</summary>
    public static Func<Value, Value> Getter(Value attribute, Value fallback = default)
    {
        if (attribute.IsMissing)
        {
            return static value => value;
        }

        Value[] keys = attribute.AsString() is { } path
            ? [.. path.Split('.').Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : (Value)part)]
            : [attribute];
        return value =>
        {
            foreach (var key in keys)
            {
                value = value.GetItem(key);
                if (value.IsUndefined && !fallback.IsUndefined)
                {
                    value = fallback;
                }
            }

            return value;
        };
    }

    /// <summary>Text without its case, for comparisons that ignore it; anything else as it is.</summary>
    public static Value IgnoreCase(Value value) => value.AsString() is { } text ? text.ToLowerInvariant() : value;
}
