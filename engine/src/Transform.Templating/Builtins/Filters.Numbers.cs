using System.Globalization;
using System.Numerics;
using Transform.Core;

namespace Transform.Templating;

/// <content>Filters on numbers.</content>
internal static partial class Filters
{
    private static Value Abs(RenderState state, Value value, Arguments arguments)
    {
        if (value.AsObject() is DecimalValue number)
        {
            return Value.From(new DecimalValue(Math.Abs(number.Number)));
        }

        if (!value.IsNumeric)
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed, $"abs needs a number, not a value of type {value.TypeName}.", arguments.Span);
        }

        return value.TryGetFloat(out var real) ? Math.Abs(real) : Value.From(BigInteger.Abs(value.ToBigInteger()));
    }

    private static Value ToFloat(RenderState state, Value value, Arguments arguments) =>
        PythonNumber.TryParseFloat(value, out var number) ? number : arguments.Get(0, "default", 0.0);

    private static Value ToInt(RenderState state, Value value, Arguments arguments)
    {
        var radix = Integer(arguments, 1, "base", 10);
        if (value.AsString() is { } text && PythonNumber.TryParseInteger(text, radix, out var integer))
        {
            return Value.From(integer);
        }

        return PythonNumber.TryParseFloat(value, out var number) && double.IsFinite(number)
            ? value.IsInteger ? value : Value.From(new BigInteger(Math.Truncate(number)))
            : arguments.Get(0, "default", 0);
    }

    private static Value Round(RenderState state, Value value, Arguments arguments)
    {
        var precision = Integer(arguments, 0, "precision", 0);
        var method = arguments.Get(1, "method", "common").ToString();
        if (method is not ("common" or "ceil" or "floor"))
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments, $"round knows the methods common, ceil and floor, not '{method}'.", arguments.Span);
        }

        if (value.AsObject() is DecimalValue number)
        {
            return method == "common" && precision is >= 0 and <= 28
                ? Value.From(new DecimalValue(Math.Round(number.Number, precision, MidpointRounding.ToEven)))
                : RoundFloat((double)number.Number, precision, method);
        }

        if (!value.IsNumeric)
        {
            throw TransformException.Error(
                value.IsUndefined ? DiagnosticCodes.UndefinedName : DiagnosticCodes.OperationFailed,
                value.IsUndefined
                    ? $"round needs a number: {value.UndefinedMessage}."
                    : $"round needs a number, not a value of type {value.TypeName}.",
                arguments.Span);
        }

        return value.IsFloat || method != "common"
            ? RoundFloat(value.ToDouble(), precision, method)
            : PythonNumber.RoundInteger(value.ToBigInteger(), precision);
    }

    private static Value RoundFloat(double value, int precision, string method)
    {
        if (method == "common")
        {
            return PythonNumber.Round(value, precision);
        }

        var scale = Math.Pow(10, precision);
        return (method == "ceil" ? Math.Ceiling(value * scale) : Math.Floor(value * scale)) / scale;
    }

    private static Value FileSize(RenderState state, Value value, Arguments arguments)
    {
        if (!PythonNumber.TryParseFloat(value, out var bytes))
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed, $"filesizeformat needs a number, not {value.TypeName}.", arguments.Span);
        }

        var binary = arguments.Get(0, "binary").IsTruthy;
        var step = binary ? 1024.0 : 1000.0;
        if (bytes == 1)
        {
            return "1 Byte";
        }

        if (bytes < step)
        {
            return $"{(long)bytes} Bytes";
        }

        var prefixes = "kMGTPEZY";
        var unit = step;
        var i = 0;
        while (i < prefixes.Length - 1 && bytes >= unit * step)
        {
            unit *= step;
            i++;
        }

        var prefix = binary ? $"{char.ToUpperInvariant(prefixes[i])}i" : prefixes[i].ToString(CultureInfo.InvariantCulture);
        return $"{(bytes / unit).ToString("0.0", CultureInfo.InvariantCulture)} {prefix}B";
    }
}
