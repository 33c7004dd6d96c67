using Transform.Adapters;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What a statement said of itself, as templates see it: dbt's <c>AdapterResponse</c>.</summary>
/// <param name="Message">Printed as the response's text.</param>
/// <param name="Code">The kind of statement, where the warehouse says it.</param>
/// <param name="RowsAffected">None where the warehouse does not say.</param>
public sealed record AdapterResponse(Value Message, Value Code, Value RowsAffected) : IHostObject
{
    public string TypeName => "AdapterResponse";

    public static Value Of(StatementResult result) => Value.From(new AdapterResponse(
        result.Message,
        result.Code is { } code ? code : Value.None,
        result.RowsAffected is { } rows ? rows : Value.None));

    public string Render() => Message.ToString();

    public string Repr() => $"AdapterResponse(_message={Message.Repr()}, code={Code.Repr()}, rows_affected={RowsAffected.Repr()}, query_id=None)";

    public bool IsEqualTo(Value other) => other.As<AdapterResponse>() is { } response && Equals(response);

    public int HashCode() => GetHashCode();

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "_message" => Message,
            "code" => Code,
            "rows_affected" => RowsAffected,
            "query_id" => Value.None,
            "to_dict" => Value.From(name, (_, a) => ToDict(a.Get(0, "omit_none", false).IsTruthy)),
            "get" => Value.From(name, (_, a) => ToDict(withoutNone: false).TryGetValue(a.RequireString(0, "key", name), out var found) ? found : a.Get(1, "default", Value.None)),
            _ => Value.Undefined,
        };
        return !value.IsUndefined;
    }

    public bool TryGetItem(Value key, out Value value)
    {
        value = default;
        return key.AsString() is { } name && TryGetAttribute(name, out value);
    }

    /// <param name="withoutNone">Leaves out what is not known.</param>
    public DictValue ToDict(bool withoutNone)
    {
        var dict = new DictValue();
        foreach (var (name, value) in ((string, Value)[])[("_message", Message), ("code", Code), ("rows_affected", RowsAffected), ("query_id", Value.None)])
        {
            if (!withoutNone || !value.IsNone)
            {
                dict[name] = value;
            }
        }

        return dict;
    }
}
