using Transform.Templating;

namespace Transform.Planning;

/// <summary>What is an object of a class of dbt's rather than a mapping, such as a result's node: its fields are attributes,
/// and packages ask it for <c>to_dict()</c>.</summary>
/// <param name="typeName">dbt's name of the class.</param>
/// <param name="fields">The fields; what <c>to_dict()</c> copies.</param>
/// <param name="records">Fields that are shown as other than what <c>to_dict()</c> gives of them; null for none.</param>
public sealed class RecordObject(string typeName, DictValue fields, DictValue? records = null) : IHostObject
{
    public string TypeName => typeName;

    public string Render() => $"{typeName}({string.Join(", ", fields.Select(f => $"{f.Key}={f.Value.Repr()}"))})";

    public bool TryGetAttribute(string name, out Value value)
    {
        if ((records is not null && records.TryGetValue(name, out value)) || fields.TryGetValue(name, out value))
        {
            return true;
        }

        value = name switch
        {
            "to_dict" => Value.From(name, (_, a) => ToDict(a.Get(0, "omit_none", false).IsTruthy)),
            "get" => Value.From(name, (_, a) =>
                TryGetItem(a.Require(0, "key", name), out var found) ? found : a.Get(1, "default", Value.None)),
            _ => Value.Undefined,
        };
        return !value.IsUndefined;
    }

    public bool TryGetItem(Value key, out Value value) =>
        (records is not null && records.TryGetValue(key, out value)) || fields.TryGetValue(key, out value);

    private DictValue ToDict(bool omitNone)
    {
        var copy = new DictValue();
        foreach (var (name, value) in fields)
        {
            if (!omitNone || !value.IsNone)
            {
                copy[name] = value;
            }
        }

        return copy;
    }
}
