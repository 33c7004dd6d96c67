namespace Transform.Templating;

/// <summary>A macro that the running template defines: it sees the template's own names.</summary>
internal sealed class TemplateMacro(BlockCode code, Frame closure) : IBlockCallable
{
    public string TypeName => "Macro";

    public BlockCode Code => code;

    public Frame? Closure => closure;

    public Value Call(RenderState state, Arguments arguments) => code.Call(closure, state, arguments);

    public bool TryGetAttribute(string name, out Value value) => TryDescribe(code, name, out value);

    public string Render() => $"<Macro '{code.Name}'>";

    /// <summary>What Jinja says of its macros.</summary>
    public static bool TryDescribe(BlockCode code, string name, out Value value)
    {
        value = name switch
        {
            "name" => code.Name,
            "arguments" => new TupleValue(code.Parameters.Select(p => (Value)p.Name)),
            "catch_varargs" => code.VarargsSlot >= 0,
            "catch_kwargs" => code.KwargsSlot >= 0,
            "caller" => code.CallerSlot >= 0,
            _ => default(Value),
        };
        return !value.IsUndefined;
    }
}

/// <summary>The body of a call block, as the macro that is called sees it.</summary>
internal sealed class CallerValue(BlockCode code, Frame closure) : IBlockCallable
{
    public string TypeName => "Macro";

    public BlockCode Code => code;

    public Frame? Closure => closure;

    public Value Call(RenderState state, Arguments arguments) => code.Call(closure, state, arguments);

    public bool TryGetAttribute(string name, out Value value) => TemplateMacro.TryDescribe(code, name, out value);

    public string Render() => "<Macro anonymous>";
}

/// <summary>A callable whose body is a block of the running template.</summary>
internal interface IBlockCallable : ICallable
{
    BlockCode Code { get; }

    /// <summary>The frame where it was defined.</summary>
    Frame? Closure { get; }
}
