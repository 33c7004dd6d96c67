using System.Globalization;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Python's <c>decimal.Decimal</c>, as far as 28 digits reach.</summary>
public sealed class DecimalValue(decimal number) : IArithmetic, IClrValue
{
    public decimal Number { get; } = number;

    public string TypeName => "Decimal";

    public bool IsTruthy => Number != 0;

    public string Render() => Number.ToString(CultureInfo.InvariantCulture);

    public string Repr() => $"Decimal('{Render()}')";

    public object ToObject() => Number;

    public bool IsEqualTo(Value other) => CompareTo(other) == 0;

    public int HashCode() => PythonFloat.Hash((double)Number);

    public int? CompareTo(Value other)
    {
        if (TryRead(other, out var number))
        {
            return Number.CompareTo(number);
        }

        return other.IsNumeric ? ((double)Number).CompareTo(other.ToDouble()) : null;
    }

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "is_integer" => Value.From(name, (_, _) => Number == Math.Truncate(Number)),
            "to_integral_value" => Value.From(name, (_, _) => Value.From(new DecimalValue(Math.Round(Number, MidpointRounding.ToEven)))),
            "normalize" => Value.From(name, (_, _) => Value.From(new DecimalValue(Number / 1.0000000000000000000000000000m))),
            _ => default,
        };
        return !value.IsUndefined;
    }

    public bool TryApply(string @operator, Value other, bool reversed, out Value result)
    {
        result = default;
        if (!TryRead(other, out var right))
        {
            return false;
        }

        var (a, b) = reversed ? (right, Number) : (Number, right);
        try
        {
            result = Value.From(new DecimalValue(Apply(@operator, a, b)));
            return true;
        }
        catch (OverflowException)
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed, "The decimal number has more than 28 digits.", hint: "Convert it with `| float`.");
        }
    }

    private static decimal Apply(string operation, decimal a, decimal b)
    {
        if (b == 0 && operation is "/" or "//" or "%" && b == 0)
        {
            throw Arithmetic.DivisionByZero();
        }

        return operation switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,

            // Python's Decimal truncates where its int floors.
            "//" => Math.Truncate(a / b),
            "%" => a % b,
            _ => (decimal)Math.Pow((double)a, (double)b),
        };
    }

    private static bool TryRead(Value value, out decimal number)
    {
        number = 0;
        if (value.AsObject() is DecimalValue exact)
        {
            number = exact.Number;
            return true;
        }

        if (value.IsFloat || !value.IsNumeric)
        {
            return false;
        }

        var integer = value.ToBigInteger();
        if (integer > (System.Numerics.BigInteger)decimal.MaxValue || integer < (System.Numerics.BigInteger)decimal.MinValue)
        {
            return false;
        }

        number = (decimal)integer;
        return true;
    }
}
