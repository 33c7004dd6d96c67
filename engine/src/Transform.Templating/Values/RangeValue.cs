using System.Numerics;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Python's <c>range</c>.</summary>
internal sealed class RangeValue(long start, long stop, long step) : IHostObject, IContainer
{
    /// <summary>dbt's sandbox allows a tenth of it.</summary>
    private const long MaxCount = 1_000_000;

    public string TypeName => "range";

    public int? Length => (int)Math.Min(Count, int.MaxValue);

    private long Count
    {
        get
        {
            var distance = step > 0 ? (Int128)stop - start : (Int128)start - stop;
            var size = Int128.Abs(step);
            return distance <= 0 ? 0 : (long)((distance + size - 1) / size);
        }
    }

    public static RangeValue Create(Arguments arguments)
    {
        var values = arguments.Positional.Span;
        if (values.Length is 0 or > 3 || arguments.Keywords.Length > 0)
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments, "range() takes one to three integers.", arguments.Span);
        }

        var step = values.Length == 3 ? Number(values[2], arguments) : 1;
        var range = step == 0
            ? throw TransformException.Error(DiagnosticCodes.WrongArguments, "The step of range() cannot be 0.", arguments.Span)
            : values.Length == 1
                ? new RangeValue(0, Number(values[0], arguments), 1)
                : new RangeValue(Number(values[0], arguments), Number(values[1], arguments), step);
        return range.Count <= MaxCount
            ? range
            : throw TransformException.Error(
                DiagnosticCodes.OperationFailed, $"The range has more than {MaxCount} numbers.", arguments.Span);
    }

    public IEnumerable<Value> Iterate()
    {
        var count = Count;
        for (var i = 0L; i < count; i++)
        {
            yield return start + (i * step);
        }
    }

    public bool TryGetItem(Value key, out Value value)
    {
        value = default;
        if (!key.TryGetInt64(out var position))
        {
            return false;
        }

        var count = Count;
        position = position < 0 ? position + count : position;
        if (position < 0 || position >= count)
        {
            return false;
        }

        value = start + (position * step);
        return true;
    }

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "start" => start,
            "stop" => stop,
            "step" => step,
            "count" => Value.From("count", (_, a) => Contains(a.Require(0, "value", "count")) ? 1 : 0),
            "index" => Value.From("index", (_, a) => IndexOf(a)),
            _ => default,
        };
        return !value.IsUndefined;
    }

    public bool Contains(Value item)
    {
        if (!item.IsNumeric || (item.TryGetFloat(out var real) && (!double.IsFinite(real) || real != Math.Floor(real))))
        {
            return false;
        }

        var number = item.IsFloat ? new BigInteger(item.ToDouble()) : item.ToBigInteger();
        var offset = number - start;
        return offset % step == 0 && offset / step >= 0 && offset / step < Count;
    }

    public bool IsEqualTo(Value other) =>
        other.As<RangeValue>() is { } range && Count == range.Count && Iterate().SequenceEqual(range.Iterate());

    public int HashCode() => System.HashCode.Combine(start, Count, step);

    public string Render() => step == 1 ? $"range({start}, {stop})" : $"range({start}, {stop}, {step})";

    public RangeValue Slice(Value from, Value to, Value by)
    {
        var (first, last, stride) = Slicing.Bounds(Length!.Value, from, to, by);
        return new RangeValue(start + (first * step), start + (last * step), step * stride);
    }

    private Value IndexOf(Arguments arguments)
    {
        var wanted = arguments.Require(0, "value", "index");
        return Contains(wanted)
            ? Value.From((wanted.ToBigInteger() - start) / step)
            : throw TransformException.Error(
                DiagnosticCodes.OperationFailed, $"{wanted.Repr()} is not in the range.", arguments.Span);
    }

    private static long Number(Value value, Arguments arguments) => value.IsNumeric && !value.IsFloat
        ? (long)BigInteger.Min(BigInteger.Max(value.ToBigInteger(), long.MinValue / 2), long.MaxValue / 2)
        : throw TransformException.Error(
            DiagnosticCodes.WrongArguments,
            $"range() needs integers, not {value.TypeName}.",
            arguments.Span,
            "Convert it with `| int`.");
}
