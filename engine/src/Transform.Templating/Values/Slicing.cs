using System.Numerics;
using System.Text;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Python's slices.</summary>
internal static class Slicing
{
    public static Value Slice(Value target, Value start, Value stop, Value step)
    {
        switch (target.Kind)
        {
            case ValueKind.String:
                var text = target.AsString()!;
                var (first, count, stride) = Resolve(text.Length, start, stop, step);
                if (stride == 1)
                {
                    return count == 0 ? string.Empty : text.Substring(first, count);
                }

                var output = new StringBuilder(count);
                for (var i = 0; i < count; i++)
                {
                    output.Append(text[first + (i * stride)]);
                }

                return output.ToString();
            case ValueKind.List:
                return ListValue.Of(Pick(target.AsList()!.Items, start, stop, step));
            case ValueKind.Tuple:
                return new TupleValue(Pick(target.AsTuple()!.Items, start, stop, step));
            default:
                return target.AsObject() switch
                {
                    RangeValue range => Value.From(range.Slice(start, stop, step)),
                    { Length: not null, IsMapping: false } sequence when sequence.Iterate() is { } items =>
                        new TupleValue(Pick([.. items], start, stop, step)),
                    _ => throw TransformException.Error(
                        DiagnosticCodes.OperationFailed,
                        $"A value of type {target.TypeName} cannot be sliced.",
                        hint: "Strings, lists and tuples can; make a list with `| list`."),
                };
        }
    }

    /// <summary>The first position and the one behind the last, as Python gives them for the slice of a range.</summary>
    public static (int First, int Last, int Step) Bounds(int length, Value start, Value stop, Value step)
    {
        var stride = step.IsNone ? 1 : Clamp(step);
        var low = stride > 0 ? 0 : -1;
        var high = stride > 0 ? length : length - 1;
        var first = start.IsNone ? (stride > 0 ? low : high) : Bound(Clamp(start), length, low, high);
        var last = stop.IsNone ? (stride > 0 ? high : low) : Bound(Clamp(stop), length, low, high);
        return stride != 0
            ? (first, last, stride)
            : throw TransformException.Error(DiagnosticCodes.OperationFailed, "The step of a slice cannot be 0.");
    }

    /// <summary>The first position, the number of items, and the step of a slice.</summary>
    public static (int First, int Count, int Step) Resolve(int length, Value start, Value stop, Value step)
    {
        var (first, last, stride) = Bounds(length, start, stop, step);
        long distance = stride > 0 ? (long)last - first : (long)first - last;
        var size = Math.Abs((long)stride);
        return (first, distance <= 0 ? 0 : (int)((distance + size - 1) / size), stride);
    }

    private static Value[] Pick(ReadOnlySpan<Value> items, Value start, Value stop, Value step)
    {
        var (first, count, stride) = Resolve(items.Length, start, stop, step);
        var picked = new Value[count];
        for (var i = 0; i < count; i++)
        {
            picked[i] = items[first + (i * stride)];
        }

        return picked;
    }

    private static int Bound(int position, int length, int low, int high) =>
        Math.Clamp(position < 0 ? position + length : position, low, high);

    private static int Clamp(Value value) => value.IsNumeric && !value.IsFloat
        ? (int)BigInteger.Min(BigInteger.Max(value.ToBigInteger(), -int.MaxValue), int.MaxValue)
        : throw TransformException.Error(
            DiagnosticCodes.OperationFailed, $"The bounds of a slice must be integers, not {value.TypeName}.");
}
