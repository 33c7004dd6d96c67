using System.Collections.Frozen;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>The macros as the parse phase sees them: a call from a node's own template is noted on the node. Calls from
/// within macros are not, as in dbt.</summary>
internal sealed class TrackedMacros
{
    private readonly MacroRegistry registry;
    private readonly Dictionary<string, FrozenDictionary<string, Value>> scopes = new(StringComparer.Ordinal);
    private readonly Dictionary<MacroBlock, Value> tracked = new(ReferenceEqualityComparer.Instance);

    public TrackedMacros(MacroRegistry registry, IEnumerable<string> packages)
    {
        this.registry = registry;
        foreach (var (_, _, macro) in registry.All)
        {
            tracked.TryAdd(macro, Value.From(new TrackedMacro(macro)));
        }

        foreach (var package in packages)
        {
            scopes[package] = registry.Scope(package)
                .ToFrozenDictionary(pair => pair.Key, pair => Track(pair.Value), StringComparer.Ordinal);
        }
    }

    public FrozenDictionary<string, Value> Scope(string package) =>
        scopes.TryGetValue(package, out var scope) ? scope : registry.Scope(package);

    public Value Track(Value value) =>
        value.As<MacroBlock>() is { } macro ? tracked.GetValueOrDefault(macro, value)
        : value.AsObject() is { } space ? Value.From(new TrackedNamespace(this, space))
        : value;

    private sealed class TrackedMacro(MacroBlock macro) : ICallable
    {
        public string TypeName => macro.TypeName;

        public Value Call(RenderState state, Arguments arguments)
        {
            if (state.CurrentMacro is null)
            {
                (state.Host as NodeRecorder)?.AddMacro(macro);
            }

            return macro.Call(state, arguments);
        }

        public bool TryGetAttribute(string name, out Value value) => macro.TryGetAttribute(name, out value);

        public string Render() => macro.Render();
    }

    private sealed class TrackedNamespace(TrackedMacros owner, IHostObject inner) : IHostObject
    {
        public string TypeName => inner.TypeName;

        public bool TryGetAttribute(string name, out Value value)
        {
            var found = inner.TryGetAttribute(name, out value);
            value = owner.Track(value);
            return found;
        }

        public IEnumerable<Value>? Iterate() => inner.Iterate();
    }
}
