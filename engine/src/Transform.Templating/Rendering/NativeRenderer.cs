using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Renders a template to a value rather than to text, as dbt's native environment does.</summary>
internal static class NativeRenderer
{
    public static Value Render(Template template, RenderState state)
    {
        var parts = new List<Value>();
        var outer = state.NativeParts;
        var outerMarks = state.NativeMarks;
        var marks = new NativeMarks();
        state.NativeParts = parts;
        state.NativeMarks = marks;
        try
        {
            template.NativeCode.Render(state);
        }
        finally
        {
            state.NativeParts = outer;
            state.NativeMarks = outerMarks;
        }

        return parts.Count == 1 ? marks.Read(parts[0], template.Source) : Join(parts);
    }

    /// <summary>What the pieces of a native text are together.</summary>
    public static Value Join(List<Value> parts) => parts.Count switch
    {
        0 => Value.EmptyString,
        1 => parts[0],
        _ => string.Concat(parts.Select(p => p.ToString())),
    };

    /// <summary>Whether Jinja's compiler would fold an expression into text: it holds no names and no calls. Such a value is text
    /// in the native environment, too: <c>{{ 1 }}</c> is <c>"1"</c>.</summary>
    public static bool IsConstant(Expr expression) => expression switch
    {
        LiteralExpr => true,
        ListExpr list => AllConstant(list.Items),
        TupleExpr tuple => AllConstant(tuple.Items),
        DictExpr dict => dict.Entries.All(static e => IsConstant(e.Key) && IsConstant(e.Value)),
        AttributeExpr attribute => IsConstant(attribute.Target),
        ItemExpr item => IsConstant(item.Target) && IsConstant(item.Key),
        SliceExpr slice => IsConstantOrNull(slice.Start) && IsConstantOrNull(slice.Stop) && IsConstantOrNull(slice.Step),
        FilterExpr filter => !NativeMarks.IsMarkerFilter(filter.Name) && filter.Name is not ("random" or "map" or "select"
                or "reject" or "selectattr" or "rejectattr" or "groupby")
            && IsConstantOrNull(filter.Target) && IsConstant(filter.Arguments),
        TestExpr test => IsConstant(test.Target) && IsConstant(test.Arguments),
        UnaryExpr unary => IsConstantOperand(unary.Operand),
        BinaryExpr binary => IsConstant(binary.Left) && IsConstant(binary.Right),
        LogicalExpr logical => IsConstant(logical.Left) && IsConstant(logical.Right),
        ConcatExpr concat => AllConstant(concat.Parts),
        CompareExpr compare => IsConstantOperand(compare.First) && compare.Comparisons.All(static c => IsConstantOperand(c.Operand)),
        ConditionalExpr conditional => IsConstant(conditional.Condition) && IsConstant(conditional.Then)
            && conditional.Otherwise is { } otherwise && IsConstant(otherwise),
        _ => false,
    };

    // A marked text alone is not folded, what is made of it is.
    private static bool IsConstantOperand(Expr expression) => expression is FilterExpr filter && NativeMarks.IsMarkerFilter(filter.Name)
        ? IsConstantOrNull(filter.Target) && IsConstant(filter.Arguments)
        : IsConstant(expression);

    private static bool IsConstantOrNull(Expr? expression) => expression is null || IsConstant(expression);

    private static bool IsConstant(CallArguments arguments) =>
        AllConstant(arguments.Positional)
        && arguments.Keywords.All(static k => IsConstant(k.Value))
        && IsConstantOrNull(arguments.Star)
        && IsConstantOrNull(arguments.DoubleStar);

    private static bool AllConstant(ImmutableArray<Expr> expressions) => expressions.All(IsConstant);
}

/// <summary>The texts that a native render is to read as Python literals: what dbt's <c>as_native</c>, <c>as_bool</c> and
/// <c>as_number</c> gave. They are texts like any other until they are put out alone, so a mark belongs to a text, not to what it
/// says.</summary>
internal sealed class NativeMarks
{
    private readonly Dictionary<string, string> filters = new(ReferenceEqualityComparer.Instance);

    public static bool IsMarkerFilter(string name) => name is "as_native" or "as_bool" or "as_number" or "as_text";

    public Value Mark(Value value, string filter)
    {
        var text = new string(value.ToString().AsSpan());
        filters[text] = filter;
        return text;
    }

    public Value Read(Value value, SourceText source)
    {
        if (value.AsString() is not { } text || !filters.TryGetValue(text, out var filter))
        {
            return value;
        }

        Value result = PythonLiteral.TryRead(text, out var literal) ? literal : text;
        var fits = filter switch
        {
            "as_bool" => result.Kind == ValueKind.Boolean,
            "as_number" => result.IsNumber,
            _ => true,
        };
        return fits
            ? result
            : throw TransformException.Error(
                DiagnosticCodes.OperationFailed,
                $"'{text}' cannot be read as a {(filter == "as_bool" ? "boolean" : "number")}, as the filter `{filter}` asks.",
                source.All,
                filter == "as_bool" ? "Write True or False." : null);
    }
}
