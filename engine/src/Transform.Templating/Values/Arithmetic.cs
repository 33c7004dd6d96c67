using System.Numerics;
using System.Text;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Python's operators.</summary>
internal static class Arithmetic
{
    /// <summary>A text or number longer than this is a mistake, and would take the memory of everyone else.</summary>
    private const int MaxLength = 10_000_000;

    public static Value Apply(BinaryOperator operation, Value a, Value b)
    {
        if (a.TryGetInt64(out var x) && b.TryGetInt64(out var y) && TryApply(operation, x, y, out var result))
        {
            return result;
        }

        if (operation == BinaryOperator.Add && a.AsString() is { } left && b.AsString() is { } right)
        {
            CheckLength((long)left.Length + right.Length);
            return left + right;
        }

        if (operation == BinaryOperator.Modulo && a.AsString() is { } format)
        {
            return PercentFormat.Format(format, b);
        }

        if (a.IsNumeric && b.IsNumeric)
        {
            return a.IsFloat || b.IsFloat
                ? ApplyFloat(operation, a.ToDouble(), b.ToDouble())
                : ApplyBig(operation, a.ToBigInteger(), b.ToBigInteger());
        }

        return (a.AsObject() is IArithmetic first && first.TryApply(Symbol(operation), b, false, out result))
            || (b.AsObject() is IArithmetic second && second.TryApply(Symbol(operation), a, true, out result))
            || TryApplySequences(operation, a, b, out result)
            ? result
            : throw Unsupported(operation, a, b);
    }

    public static Value Negate(Value value)
    {
        if (value.TryGetInt64(out var number) && number != long.MinValue)
        {
            return -number;
        }

        if (value.TryGetFloat(out var real))
        {
            return -real;
        }

        return value.IsNumeric
            ? Value.From(-value.ToBigInteger())
            : value.AsObject() is IArithmetic host && host.TryApply("-", 0, true, out var result)
                ? result
                : throw NoNumber("-", value);
    }

    public static Value Plus(Value value)
    {
        if (value.TryGetBoolean(out var truth))
        {
            return truth ? 1 : 0;
        }

        return value.IsNumeric || value.AsObject() is IArithmetic ? value : throw NoNumber("+", value);
    }

    public static bool Compare(ComparisonOperator operation, Value a, Value b)
    {
        switch (operation)
        {
            case ComparisonOperator.Equal:
                return a.Equals(b);
            case ComparisonOperator.NotEqual:
                return !a.Equals(b);
            case ComparisonOperator.In:
                return b.Contains(a);
            case ComparisonOperator.NotIn:
                return !b.Contains(a);
        }

        if (a.AsSet() is { } left && b.AsSet() is { } right)
        {
            return operation switch
            {
                ComparisonOperator.Less => left.Items.IsProperSubsetOf(right.Items),
                ComparisonOperator.LessOrEqual => left.Items.IsSubsetOf(right.Items),
                ComparisonOperator.Greater => left.Items.IsProperSupersetOf(right.Items),
                _ => left.Items.IsSupersetOf(right.Items),
            };
        }

        if ((a.TryGetFloat(out var x) && double.IsNaN(x)) || (b.TryGetFloat(out var y) && double.IsNaN(y)))
        {
            return false;
        }

        var order = Value.Compare(a, b);
        return operation switch
        {
            ComparisonOperator.Less => order < 0,
            ComparisonOperator.LessOrEqual => order <= 0,
            ComparisonOperator.Greater => order > 0,
            _ => order >= 0,
        };
    }

    public static string Repeat(string text, BigInteger count)
    {
        if (count <= 0 || text.Length == 0)
        {
            return string.Empty;
        }

        CheckLength(text.Length * count);
        return new StringBuilder(text.Length * (int)count).Insert(0, text, (int)count).ToString();
    }

    /// <summary>Ends a render that is about to make something far too large.</summary>
    public static void CheckLength(BigInteger length)
    {
        if (length > MaxLength)
        {
            throw TooLong();
        }
    }

    /// <summary>The same for lengths that fit.</summary>
    public static void CheckLength(long length)
    {
        if (length > MaxLength)
        {
            throw TooLong();
        }
    }

    private static TransformException TooLong() => TransformException.Error(
        DiagnosticCodes.OperationFailed, $"The result would have more than {MaxLength} characters or items.");

    public static TransformException DivisionByZero() =>
        TransformException.Error(DiagnosticCodes.OperationFailed, "Division by zero.");

    public static string Symbol(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.FloorDivide => "//",
        BinaryOperator.Modulo => "%",
        _ => "**",
    };

    private static bool TryApply(BinaryOperator operation, long x, long y, out Value result)
    {
        result = default;
        long number;
        switch (operation)
        {
            case BinaryOperator.Add:
                number = unchecked(x + y);
                if (((x ^ number) & (y ^ number)) < 0)
                {
                    return false;
                }

                break;
            case BinaryOperator.Subtract:
                number = unchecked(x - y);
                if (((x ^ y) & (x ^ number)) < 0)
                {
                    return false;
                }

                break;
            case BinaryOperator.Multiply:
                if (Math.BigMul(x, y, out number) != number >> 63)
                {
                    return false;
                }

                break;
            case BinaryOperator.FloorDivide or BinaryOperator.Modulo when y is not (0 or -1):
                var quotient = x / y;
                var remainder = x % y;
                if (remainder != 0 && (remainder < 0) != (y < 0))
                {
                    quotient--;
                    remainder += y;
                }

                number = operation == BinaryOperator.FloorDivide ? quotient : remainder;
                break;
            default:
                return false;
        }

        result = number;
        return true;
    }

    private static Value ApplyBig(BinaryOperator operation, BigInteger x, BigInteger y)
    {
        switch (operation)
        {
            case BinaryOperator.Add:
                return Value.From(x + y);
            case BinaryOperator.Subtract:
                return Value.From(x - y);
            case BinaryOperator.Multiply:
                CheckLength(x.GetByteCount() + (BigInteger)y.GetByteCount());
                return Value.From(x * y);
            case BinaryOperator.Divide:
                return y.IsZero ? throw DivisionByZero() : (double)x / (double)y;
            case BinaryOperator.Power:
                return Power(x, y);
        }

        if (y.IsZero)
        {
            throw DivisionByZero();
        }

        var quotient = BigInteger.DivRem(x, y, out var remainder);
        if (!remainder.IsZero && remainder.Sign != y.Sign)
        {
            quotient--;
            remainder += y;
        }

        return Value.From(operation == BinaryOperator.FloorDivide ? quotient : remainder);
    }

    private static Value Power(BigInteger x, BigInteger y)
    {
        if (y.Sign < 0)
        {
            return x.IsZero ? throw DivisionByZero() : Math.Pow((double)x, (double)y);
        }

        if (!x.IsZero && !x.IsOne && x != BigInteger.MinusOne)
        {
            CheckLength(x.GetByteCount() * y);
        }

        return Value.From(y <= int.MaxValue
            ? BigInteger.Pow(x, (int)y)
            : x.IsZero || x.IsOne || y.IsEven ? BigInteger.Abs(x) : x);
    }

    private static Value ApplyFloat(BinaryOperator operation, double x, double y)
    {
        switch (operation)
        {
            case BinaryOperator.Add:
                return x + y;
            case BinaryOperator.Subtract:
                return x - y;
            case BinaryOperator.Multiply:
                return x * y;
            case BinaryOperator.Power:
                return x == 0 && y < 0
                    ? throw DivisionByZero()
                    : x < 0 && y != Math.Floor(y)
                        ? throw TransformException.Error(
                            DiagnosticCodes.OperationFailed, "A root of a negative number has no real value.")
                        : Math.Pow(x, y);
        }

        if (y == 0)
        {
            throw DivisionByZero();
        }

        if (operation == BinaryOperator.Divide)
        {
            return x / y;
        }

        var remainder = x % y;
        if (remainder != 0 && (remainder < 0) != (y < 0))
        {
            remainder += y;
        }

        return operation == BinaryOperator.Modulo
            ? remainder == 0 ? Math.CopySign(0, y) : remainder
            : Math.Round((x - remainder) / y);
    }

    private static bool TryApplySequences(BinaryOperator operation, Value a, Value b, out Value result)
    {
        result = default;
        switch (operation)
        {
            case BinaryOperator.Add when a.AsList() is { } x && b.AsList() is { } y:
                result = ListValue.Of([.. x.Items, .. y.Items]);
                return true;
            case BinaryOperator.Add when a.AsTuple() is { } x && b.AsTuple() is { } y:
                result = new TupleValue([.. x.Items, .. y.Items]);
                return true;
            case BinaryOperator.Subtract when a.AsSet() is { } x && b.AsSet() is { } y:
                result = new SetValue(x.Where(item => !y.Contains(item)));
                return true;
            case BinaryOperator.Multiply:
                return TryRepeat(a, b, out result) || TryRepeat(b, a, out result);
            default:
                return false;
        }
    }

    private static bool TryRepeat(Value sequence, Value times, out Value result)
    {
        result = default;
        if (times.IsFloat || !times.IsNumeric)
        {
            return false;
        }

        var count = times.ToBigInteger();
        if (sequence.AsString() is { } text)
        {
            result = Repeat(text, count);
            return true;
        }

        var items = sequence.AsList() is { } list ? list.Items : sequence.AsTuple() is { } tuple ? tuple.Items : default;
        if (sequence.Kind is not (ValueKind.List or ValueKind.Tuple))
        {
            return false;
        }

        count = items.IsEmpty ? 0 : BigInteger.Max(count, 0);
        CheckLength(items.Length * count);
        var repeated = new Value[items.Length * (int)count];
        for (var i = 0; i < repeated.Length; i++)
        {
            repeated[i] = items[i % items.Length];
        }

        result = sequence.Kind == ValueKind.List ? ListValue.Of(repeated) : new TupleValue(repeated);
        return true;
    }

    private static TransformException Unsupported(BinaryOperator operation, Value a, Value b)
    {
        if (a.IsUndefined || b.IsUndefined)
        {
            return TransformException.Error(
                DiagnosticCodes.UndefinedName,
                $"Cannot calculate with '{Symbol(operation)}': {(a.IsUndefined ? a : b).UndefinedMessage}.");
        }

        var hint = operation == BinaryOperator.Add && (a.IsString || b.IsString)
            ? "To join texts, use `~`: it makes a string of everything."
            : a.IsNone || b.IsNone ? "One side is none: give it a default with `or`, or `| default(..., true)`." : null;
        return TransformException.Error(
            DiagnosticCodes.OperationFailed,
            $"'{Symbol(operation)}' does not work with a value of type {a.TypeName} and one of type {b.TypeName}.",
            hint: hint);
    }

    private static TransformException NoNumber(string sign, Value value) => TransformException.Error(
        value.IsUndefined ? DiagnosticCodes.UndefinedName : DiagnosticCodes.OperationFailed,
        value.IsUndefined
            ? $"The sign '{sign}' needs a number: {value.UndefinedMessage}."
            : $"The sign '{sign}' needs a number, not a value of type {value.TypeName}.");
}
