using System.Collections.Frozen;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>The functions of nodes and macros that answer the same while a project is parsed and while it runs.</summary>
internal static class NodeFunctions
{
    private static readonly FrozenDictionary<string, Value> All = new Dictionary<string, Value>(StringComparer.Ordinal)
    {
        ["validation"] = DictValue.Of(("any", Value.From("any", static (_, allowed) => Value.From("validate_any", (_, a) => Validate(a, allowed))))),
        ["try_or_compiler_error"] = Value.From("try_or_compiler_error", TryOrRaise),
        ["adapter_macro"] = Value.From("adapter_macro", static (_, a) => throw TransformException.Error(
            DiagnosticCodes.OperationFailed,
            "adapter_macro() was removed from dbt.",
            a.Span,
            $"Write adapter.dispatch('{a.Get(0, "name")}')().")),
        ["submit_python_job"] = Value.From("submit_python_job", static (_, a) => throw TransformException.Error(
            DiagnosticCodes.OperationFailed, "Python models are not supported.", a.Span, "Write the model in SQL.")),
        ["sql_now"] = "now()",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => All.Keys;

    public static bool TryGet(string name, out Value value) => All.TryGetValue(name, out value);

    // validation.any('a', 'b') gives a validator: one of the values.
    private static Value Validate(in Arguments arguments, Arguments allowed)
    {
        var value = arguments.Require(0, "value", "validation.any");
        return allowed.Positional.Span.Contains(value) ? Value.None : throw TransformException.Error(
            DiagnosticCodes.InvalidConfig,
            $"Expected one of {string.Join(", ", allowed.Positional.ToArray().Select(v => v.ToString()))}, not {value.Repr()}.",
            arguments.Span);
    }

    private static Value TryOrRaise(RenderState state, Arguments arguments)
    {
        var message = arguments.RequireString(0, "message_if_exception", "try_or_compiler_error");
        var function = arguments.Require(1, "func", "try_or_compiler_error").As<ICallable>();
        try
        {
            return function?.Call(state, new Arguments(arguments.Positional[2..], arguments.Keywords, arguments.Span)) ?? Value.None;
        }
        catch (TransformException)
        {
            throw TransformException.Error(DiagnosticCodes.RaisedByTemplate, message, arguments.Span);
        }
    }
}
