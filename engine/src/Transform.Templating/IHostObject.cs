namespace Transform.Templating;

/// <summary>What the program lends to a template. Only what it answers here is visible: there is no reflection.</summary>
public interface IHostObject
{
    /// <summary>The name of its type in error messages and <c>repr</c>.</summary>
    string TypeName { get; }

    /// <summary>Jinja's <c>object.name</c>.</summary>
    bool TryGetAttribute(string name, out Value value)
    {
        value = default;
        return false;
    }

    /// <summary>Jinja's <c>object[key]</c>.</summary>
    bool TryGetItem(Value key, out Value value)
    {
        value = default;
        return false;
    }

    /// <summary>What a <c>for</c> loop sees; null when it cannot be iterated.</summary>
    IEnumerable<Value>? Iterate() => null;

    /// <summary>Python's <c>len</c>; null when it has none.</summary>
    int? Length => null;

    /// <summary>Jinja's <c>is mapping</c>.</summary>
    bool IsMapping => false;

    bool IsTruthy => Length is not 0;

    /// <summary>Python's <c>str</c>.</summary>
    string Render() => $"<{TypeName}>";

    /// <summary>Python's <c>repr</c>.</summary>
    string Repr() => Render();

    /// <summary>Python's <c>==</c> with another value.</summary>
    bool IsEqualTo(Value other) => ReferenceEquals(other.AsObject(), this);

    /// <summary>Python's <c>hash</c>: equal objects have equal codes.</summary>
    int HashCode() => GetHashCode();

    /// <summary>Python's ordering with another value; null when they cannot be ordered.</summary>
    int? CompareTo(Value other) => null;
}

/// <summary>A host object that a template can call: functions, macros, constructors.</summary>
public interface ICallable : IHostObject
{
    Value Call(RenderState state, Arguments arguments);
}

/// <summary>A host object that answers <c>+ - * / // % **</c> with another value (dates, decimals).</summary>
public interface IArithmetic : IHostObject
{
    /// <summary>The result, or false when the operation is not defined. <paramref name="reversed"/> says that this object is
    /// on the right.</summary>
    bool TryApply(string @operator, Value other, bool reversed, out Value result);
}

/// <summary>A function of the program.</summary>
public delegate Value HostFunction(RenderState state, Arguments arguments);

/// <summary>A named host function as a value.</summary>
public sealed class HostFunctionObject(string name, HostFunction function) : ICallable
{
    public string Name { get; } = name;

    public string TypeName => "function";

    public Value Call(RenderState state, Arguments arguments) => function(state, arguments);

    public string Render() => $"<function {Name}>";
}
