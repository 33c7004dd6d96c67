namespace Transform.Templating;

/// <summary>Jinja's <c>namespace()</c>: an object whose attributes templates can set from inner scopes.</summary>
public sealed class NamespaceValue(DictValue attributes) : IHostObject
{
    public DictValue Attributes { get; } = attributes;

    public string TypeName => "Namespace";

    public bool TryGetAttribute(string name, out Value value) => Attributes.TryGetValue(name, out value);

    public bool TryGetItem(Value key, out Value value) => Attributes.TryGetValue(key, out value);

    public string Render() => $"<Namespace {((Value)Attributes).Repr()}>";
}
