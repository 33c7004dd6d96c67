namespace Transform.Templating;

/// <summary>A scope over a dictionary of names.</summary>
public sealed class DictScope(IReadOnlyDictionary<string, Value> values) : IScope
{
    public static DictScope Empty { get; } = new(new Dictionary<string, Value>());

    public IEnumerable<string> Names => values.Keys;

    public bool TryGet(string name, out Value value) => values.TryGetValue(name, out value);
}
