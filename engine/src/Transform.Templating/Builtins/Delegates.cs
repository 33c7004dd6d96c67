namespace Transform.Templating;

/// <summary>A filter: <c>input | name(arguments)</c>.</summary>
internal delegate Value FilterFunction(RenderState state, Value input, Arguments arguments);

/// <summary>A test: <c>input is name(arguments)</c>.</summary>
internal delegate bool TestFunction(RenderState state, Value input, Arguments arguments);

/// <summary>A method of one of Python's own types.</summary>
internal delegate Value MethodFunction(RenderState state, Value self, Arguments arguments);

/// <summary>A method that was asked for and not yet called.</summary>
internal sealed class BoundMethod(Value self, string name, MethodFunction method) : ICallable
{
    public string TypeName => "builtin_function_or_method";

    public Value Call(RenderState state, Arguments arguments) => method(state, self, arguments);

    public string Render() => $"<built-in method {name} of {self.TypeName} object>";
}
