namespace Transform.Templating;

/// <summary>A macro that the running template defines: it sees the template's own names.</summary>
internal sealed class TemplateMacro(MacroBlock block, Frame closure) : ICallable
{
    public string TypeName => "macro";

    public Value Call(RenderState state, Arguments arguments) => Evaluator.CallBlock(block, closure, state, arguments);

    public bool TryGetAttribute(string name, out Value value)
    {
        switch (name)
        {
            case "name":
                value = block.Name;
                return true;
            case "arguments":
                value = new TupleValue(block.Parameters.Select(p => (Value)p.Name));
                return true;
            case "catch_varargs":
                value = (block.Features & MacroFeatures.Varargs) != MacroFeatures.None;
                return true;
            case "catch_kwargs":
                value = (block.Features & MacroFeatures.Kwargs) != MacroFeatures.None;
                return true;
            case "caller":
                value = (block.Features & MacroFeatures.Caller) != MacroFeatures.None;
                return true;
            default:
                value = default;
                return false;
        }
    }

    public string Render() => $"<Macro '{block.Name}'>";
}

/// <summary>The body of a call block, as the macro that is called sees it.</summary>
internal sealed class CallerValue(CallStmt statement, Frame closure) : ICallable
{
    public string TypeName => "macro";

    public Value Call(RenderState state, Arguments arguments) => Evaluator.CallCaller(statement, closure, state, arguments);

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name == "name" ? "caller"
            : name == "arguments" ? new TupleValue(statement.Parameters.Select(p => (Value)p.Name)) : default(Value);
        return !value.IsUndefined;
    }

    public string Render() => "<Macro 'caller'>";
}
