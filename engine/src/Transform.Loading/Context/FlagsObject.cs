using Transform.Templating;

namespace Transform.Loading.Context;

/// <summary>dbt's <c>flags</c>: an object with a field for each flag, by its name in capitals.</summary>
internal sealed class FlagsObject(DictValue values, ReadLog reads) : IHostObject
{
    public string TypeName => "Namespace";

    public bool TryGetAttribute(string name, out Value value)
    {
        reads.AddFlag(name);
        return values.TryGetValue(name, out value);
    }

    public bool TryGetItem(Value key, out Value value)
    {
        value = default;
        return key.AsString() is { } name && TryGetAttribute(name, out value);
    }

    public string Render()
    {
        reads.AddAllFlags();
        return $"Namespace({string.Join(", ", values.Select(v => $"{v.Key}={v.Value.Repr()}"))})";
    }
}
