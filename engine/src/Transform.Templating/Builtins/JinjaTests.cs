using System.Collections.Frozen;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Jinja's tests, by name.</summary>
internal static class JinjaTests
{
    private static readonly FrozenDictionary<string, TestFunction> Table = new Dictionary<string, TestFunction>
    {
        ["defined"] = static (_, v, _) => !v.IsUndefined,
        ["undefined"] = static (_, v, _) => v.IsUndefined,
        ["none"] = static (_, v, _) => v.IsNone,
        ["true"] = static (_, v, _) => v.TryGetBoolean(out var b) && b,
        ["false"] = static (_, v, _) => v.TryGetBoolean(out var b) && !b,
        ["boolean"] = static (_, v, _) => v.Kind == ValueKind.Boolean,
        ["integer"] = static (_, v, _) => v.IsInteger,
        ["float"] = static (_, v, _) => v.IsFloat,
        ["number"] = static (_, v, _) => v.IsNumeric || v.AsObject() is DecimalValue,
        ["string"] = static (_, v, _) => v.IsString,
        ["mapping"] = static (_, v, _) => v.Kind == ValueKind.Dict || v.AsObject() is { IsMapping: true },
        ["sequence"] = static (_, v, _) => IsSequence(v),
        ["iterable"] = static (_, v, _) => v.TryIterate() is not null,
        ["callable"] = static (_, v, _) => v.AsObject() is ICallable,
        ["sameas"] = static (_, v, a) => IsSame(v, a.Require(0, "other", "sameas")),
        ["escaped"] = static (_, _, _) => false,
        ["lower"] = static (_, v, _) => HasCase(v.ToString(), char.IsUpper, char.IsLower),
        ["upper"] = static (_, v, _) => HasCase(v.ToString(), char.IsLower, char.IsUpper),
        ["odd"] = static (_, v, _) => Remainder(v, 2).Equals(1),
        ["even"] = static (_, v, _) => Remainder(v, 2).Equals(0),
        ["divisibleby"] = static (_, v, a) => Remainder(v, a.Require(0, "num", "divisibleby")).Equals(0),
        ["in"] = static (_, v, a) => a.Require(0, "seq", "in").Contains(v),
        ["filter"] = static (_, v, _) => v.AsString() is { } name && Filters.Find(name) is not null,
        ["test"] = static (_, v, _) => v.AsString() is { } name && Find(name) is not null,
        ["eq"] = Comparison(ComparisonOperator.Equal),
        ["equalto"] = Comparison(ComparisonOperator.Equal),
        ["=="] = Comparison(ComparisonOperator.Equal),
        ["ne"] = Comparison(ComparisonOperator.NotEqual),
        ["!="] = Comparison(ComparisonOperator.NotEqual),
        ["lt"] = Comparison(ComparisonOperator.Less),
        ["lessthan"] = Comparison(ComparisonOperator.Less),
        ["<"] = Comparison(ComparisonOperator.Less),
        ["le"] = Comparison(ComparisonOperator.LessOrEqual),
        ["<="] = Comparison(ComparisonOperator.LessOrEqual),
        ["gt"] = Comparison(ComparisonOperator.Greater),
        ["greaterthan"] = Comparison(ComparisonOperator.Greater),
        [">"] = Comparison(ComparisonOperator.Greater),
        ["ge"] = Comparison(ComparisonOperator.GreaterOrEqual),
        [">="] = Comparison(ComparisonOperator.GreaterOrEqual),
    }.ToFrozenDictionary();

    public static IEnumerable<string> Names => Table.Keys;

    public static TestFunction? Find(string name) => Table.GetValueOrDefault(name);

    /// <summary>The test with a name that a template computed, as <c>select('odd')</c> does.</summary>
    public static TestFunction Require(string name) => Find(name) ?? throw TransformException.Error(
        DiagnosticCodes.OperationFailed, $"There is no test '{name}'.", hint: Suggestion.For(name, Names));

    private static TestFunction Comparison(ComparisonOperator operation) =>
        (_, value, arguments) => Arithmetic.Compare(operation, value, arguments.Require(0, "other", "the test"));

    private static Value Remainder(Value value, Value divisor) => Arithmetic.Apply(BinaryOperator.Modulo, value, divisor);

    private static bool IsSequence(Value value) =>
        value.TryGetLength() is not null && (value.Kind != ValueKind.Set && (value.Kind != ValueKind.Object || value.TryIterate() is not null));

    private static bool IsSame(Value a, Value b)
    {
        if (a.Kind != b.Kind)
        {
            return false;
        }

        return a.Kind switch
        {
            ValueKind.List => ReferenceEquals(a.AsList(), b.AsList()),
            ValueKind.Dict => ReferenceEquals(a.AsDict(), b.AsDict()),
            ValueKind.Set => ReferenceEquals(a.AsSet(), b.AsSet()),
            ValueKind.Tuple => ReferenceEquals(a.AsTuple(), b.AsTuple()) || a.Length + b.Length == 0,
            ValueKind.Object => ReferenceEquals(a.AsObject(), b.AsObject()),
            _ => a.Equals(b),
        };
    }

    // At least one letter of the case, and none of the other.
    private static bool HasCase(string text, Func<char, bool> forbidden, Func<char, bool> required)
    {
        var found = false;
        foreach (var c in text)
        {
            if (forbidden(c))
            {
                return false;
            }

            found |= required(c);
        }

        return found;
    }
}
