using System.Numerics;
using Transform.Core;

namespace Transform.Templating;

/// <content>Equality, hashing and order, as in Python: 1 == 1.0 == True.</content>
public readonly partial struct Value
{
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>Python's order.</summary>
    /// <exception cref="TransformException">The two have no order (TF2005).</exception>
    public static int Compare(Value a, Value b) => TryCompare(a, b) ?? throw TransformException.Error(
        a.IsUndefined || b.IsUndefined ? DiagnosticCodes.UndefinedName : DiagnosticCodes.OperationFailed,
        a.IsUndefined || b.IsUndefined
            ? $"Cannot compare: {(a.IsUndefined ? a : b).UndefinedMessage}."
            : $"Cannot order a value of type {a.TypeName} and one of type {b.TypeName}.",
        hint: "Convert one side, for example with `| int`, `| float` or `| string`.");

    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <summary>Python's <c>==</c>.</summary>
    public bool Equals(Value other)
    {
        if (reference is string text)
        {
            return other.reference is string otherText
                ? string.Equals(text, otherText)
                : other.reference is IHostObject host && host.IsEqualTo(this);
        }

        switch (Kind)
        {
            case ValueKind.Undefined:
                return other.IsUndefined;
            case ValueKind.None:
                return other.IsNone;
            case ValueKind.List:
                CheckStack();
                return other.reference is ListValue list && AsList()!.Items.SequenceEqual(list.Items);
            case ValueKind.Tuple:
                CheckStack();
                return other.reference is TupleValue tuple && AsTuple()!.Items.SequenceEqual(tuple.Items);
            case ValueKind.Dict:
                CheckStack();
                return other.reference is DictValue dict && DictEquals(AsDict()!, dict);
            case ValueKind.Set:
                return other.reference is SetValue set && AsSet()!.Items.SetEquals(set.Items);
            case ValueKind.Object:
                return ReferenceEquals(reference, other.reference)
                    || ((IHostObject)reference!).IsEqualTo(other)
                    || (other.reference is IHostObject right && right.IsEqualTo(this));
            default:
                return other.reference is IHostObject host ? host.IsEqualTo(this) : NumbersEqual(this, other);
        }
    }

    /// <summary>Equal values have equal codes; lists, dicts and sets count by reference.</summary>
    public override int GetHashCode()
    {
        switch (reference)
        {
            case string text:
                return text.GetHashCode(StringComparison.Ordinal);
            case Tag tag:
                return tag.Kind == ValueKind.Float
                    ? PythonFloat.Hash(BitConverter.Int64BitsToDouble(bits))
                    : bits.GetHashCode();
            case TupleValue tuple:
                CheckStack();
                var hash = default(HashCode);
                foreach (var item in tuple.Items)
                {
                    hash.Add(item);
                }

                return hash.ToHashCode();
            case IHostObject host:
                return host.HashCode();
            case null or UndefinedName:
                return 0;
            default:
                return reference.GetHashCode();
        }
    }

    /// <exception cref="TransformException">The value cannot be a key of a dict or a member of a set (TF2005).</exception>
    internal void RequireHashable()
    {
        if (reference is string or Tag)
        {
            return;
        }

        if (reference is ListValue or DictValue or SetValue)
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed,
                $"A {TypeName} cannot be a key of a dictionary or a member of a set: it can change.",
                hint: "Use a string, a number or a tuple instead.");
        }

        if (reference is TupleValue tuple)
        {
            foreach (var item in tuple.Items)
            {
                item.RequireHashable();
            }
        }
    }

    /// <summary>Python's order, or null where it raises TypeError.</summary>
    internal static int? TryCompare(Value a, Value b)
    {
        if (a.reference is string x && b.reference is string y)
        {
            return string.CompareOrdinal(x, y);
        }

        if (a.reference is IHostObject left)
        {
            return left.CompareTo(b);
        }

        if (b.reference is IHostObject right)
        {
            return -right.CompareTo(a);
        }

        if (a.reference is ListValue listA && b.reference is ListValue listB)
        {
            return CompareItems(listA.Items, listB.Items);
        }

        if (a.reference is TupleValue tupleA && b.reference is TupleValue tupleB)
        {
            return CompareItems(tupleA.Items, tupleB.Items);
        }

        return TryCompareNumbers(a, b);
    }

    private static int? TryCompareNumbers(Value a, Value b)
    {
        if (!a.IsNumeric || !b.IsNumeric)
        {
            return null;
        }

        if (a.TryGetFloat(out var x) | b.TryGetFloat(out var y))
        {
            x = a.ToDouble();
            y = b.ToDouble();

            // Not a number is neither smaller nor greater; callers that need the truth ask about NaN first.
            return x < y ? -1 : x > y ? 1 : 0;
        }

        return a.reference is BigInteger || b.reference is BigInteger
            ? a.ToBigInteger().CompareTo(b.ToBigInteger())
            : a.bits.CompareTo(b.bits);
    }

    private static int? CompareItems(ReadOnlySpan<Value> a, ReadOnlySpan<Value> b)
    {
        CheckStack();
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            if (!a[i].Equals(b[i]))
            {
                return TryCompare(a[i], b[i]);
            }
        }

        return a.Length.CompareTo(b.Length);
    }

    private static bool NumbersEqual(Value a, Value b)
    {
        if (!b.IsNumeric)
        {
            return false;
        }

        if (a.TryGetFloat(out _) || b.TryGetFloat(out _))
        {
            return a.ToDouble() == b.ToDouble();
        }

        return a.reference is BigInteger || b.reference is BigInteger
            ? a.ToBigInteger() == b.ToBigInteger()
            : a.bits == b.bits;
    }

    private static bool DictEquals(DictValue a, DictValue b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (var i = 0; i < a.Count; i++)
        {
            var (key, value) = a.GetAt(i);
            if (!b.TryGetValue(key, out var other) || !value.Equals(other))
            {
                return false;
            }
        }

        return true;
    }
}
