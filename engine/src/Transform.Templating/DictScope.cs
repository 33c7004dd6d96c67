namespace Transform.Templating;

/// <summary>A scope over a dictionary of names, which does not change any more.</summary>
public sealed class DictScope(IReadOnlyDictionary<string, Value> values) : IScope
{
    public static DictScope Empty { get; } = new(new Dictionary<string, Value>());

    public IEnumerable<string> Names => values.Keys;

    public IReadOnlyDictionary<string, Value>? FixedNames => values;

    public bool TryGet(string name, out Value value) => values.TryGetValue(name, out value);
}
