using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Transform.Core;

namespace Transform.Templating;

/// <content>Types, truth and text.</content>
public readonly partial struct Value
{
    /// <summary>Python's name of the type.</summary>
    public string TypeName => Kind switch
    {
        ValueKind.Undefined => "Undefined",
        ValueKind.None => "NoneType",
        ValueKind.Boolean => "bool",
        ValueKind.Integer => "int",
        ValueKind.Float => "float",
        ValueKind.String => "str",
        ValueKind.List => "list",
        ValueKind.Tuple => "tuple",
        ValueKind.Dict => "dict",
        ValueKind.Set => "set",
        _ => ((IHostObject)reference!).TypeName,
    };

    /// <summary>Python's <c>bool()</c>.</summary>
    public bool IsTruthy => reference switch
    {
        null => false,
        Tag tag => tag.Kind == ValueKind.Float ? BitConverter.Int64BitsToDouble(bits) != 0 : bits != 0,
        string text => text.Length > 0,
        ListValue list => list.Count > 0,
        DictValue dict => dict.Count > 0,
        TupleValue tuple => tuple.Count > 0,
        BigInteger => true,
        SetValue set => set.Count > 0,
        IHostObject host => host.IsTruthy,
        _ => false,
    };

    /// <summary>Python's <c>str()</c>; an undefined value is empty.</summary>
    public override string ToString()
    {
        switch (reference)
        {
            case string text:
                return text;
            case null:
                return string.Empty;
            case Tag tag:
                return tag.Kind switch
                {
                    ValueKind.Integer => bits.ToString(CultureInfo.InvariantCulture),
                    ValueKind.Boolean => bits != 0 ? "True" : "False",
                    ValueKind.Float => PythonFloat.Repr(BitConverter.Int64BitsToDouble(bits)),
                    _ => "None",
                };
            case BigInteger big:
                PythonNumber.RequirePrintable(big);
                return big.ToString(CultureInfo.InvariantCulture);
            case IHostObject host:
                return host.Render();
            case UndefinedName:
                return string.Empty;
            default:
                return Repr();
        }
    }

    /// <summary>Python's <c>repr()</c>.</summary>
    public string Repr()
    {
        switch (reference)
        {
            case string or ListValue or TupleValue or DictValue or SetValue:
                var output = new StringBuilder();
                AppendRepr(output);
                return output.ToString();
            case IHostObject host:
                return host.Repr();
            case null or UndefinedName:
                return "Undefined";
            default:
                return ToString();
        }
    }

    private void AppendRepr(StringBuilder output)
    {
        switch (reference)
        {
            case string text:
                PythonText.AppendRepr(output, text);
                return;
            case ListValue list:
                CheckStack();
                AppendItems(output, '[', list.Items, ']');
                return;
            case TupleValue tuple:
                CheckStack();
                AppendItems(output, '(', tuple.Items, ')');
                return;
            case DictValue dict:
                CheckStack();
                output.Append('{');
                for (var i = 0; i < dict.Count; i++)
                {
                    var (key, value) = dict.GetAt(i);
                    output.Append(i == 0 ? string.Empty : ", ");
                    key.AppendRepr(output);
                    output.Append(": ");
                    value.AppendRepr(output);
                }

                output.Append('}');
                return;
            case SetValue { Count: 0 }:
                output.Append("set()");
                return;
            case SetValue set:
                AppendItems(output, '{', [.. set], '}');
                return;
            default:
                output.Append(Repr());
                return;
        }
    }

    private static void AppendItems(StringBuilder output, char open, ReadOnlySpan<Value> items, char close)
    {
        output.Append(open);
        for (var i = 0; i < items.Length; i++)
        {
            output.Append(i == 0 ? string.Empty : ", ");
            items[i].AppendRepr(output);
        }

        if (open == '(' && items.Length == 1)
        {
            output.Append(',');
        }

        output.Append(close);
    }

    // A collection that contains itself, or nests thousands of levels deep, must not take the process down.
    internal static void CheckStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw TransformException.Error(
                DiagnosticCodes.RecursionLimit, "A list, dictionary or expression contains itself, or is nested too deeply.");
        }
    }
}
