using System.Collections.Frozen;
using System.Globalization;
using Transform.Adapters;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>A column as templates see it: dbt's <c>Column</c>.</summary>
public sealed record ColumnObject(string Name, string DataType, ISqlDialect Dialect) : IHostObject
{
    private const int DefaultTextSize = 256;

    private static readonly FrozenDictionary<string, Func<ColumnObject, Value>> Fields = new Dictionary<string, Func<ColumnObject, Value>>(StringComparer.Ordinal)
    {
        ["name"] = static c => c.Name,
        ["column"] = static c => c.Name,
        ["dtype"] = static c => c.DataType,
        ["char_size"] = static c => c.CharSize,
        ["numeric_precision"] = static c => c.Precision,
        ["numeric_scale"] = static c => c.Scale,
        ["quoted"] = static c => c.Dialect.Quote(c.Name),
        ["data_type"] = static c => c.FullType,
        ["expanded_data_type"] = static c => c.FullType,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Func<ColumnObject, Arguments, Value>> Methods =
        new Dictionary<string, Func<ColumnObject, Arguments, Value>>(StringComparer.Ordinal)
        {
            ["is_string"] = static (c, _) => c.IsText,
            ["is_integer"] = static (c, _) => c.Types.Integers.Contains(c.DataType),
            ["is_float"] = static (c, _) => c.Types.Floats.Contains(c.DataType),
            ["is_numeric"] = static (c, _) => c.IsNumeric,
            ["is_number"] = static (c, _) => c.IsNumeric || c.Types.Integers.Contains(c.DataType) || c.Types.Floats.Contains(c.DataType),
            ["string_size"] = static (c, a) => c.IsText ? c.TextSize : throw TransformException.Error(
                DiagnosticCodes.OperationFailed, $"The column '{c.Name}' is no text, so it has no string_size().", a.Span, "Ask is_string() first."),
            ["can_expand_to"] = static (c, a) => c.CanExpandTo(a.Require(0, "other_column", "can_expand_to").As<ColumnObject>() ?? throw TransformException.Error(
                DiagnosticCodes.WrongArguments, $"can_expand_to() needs a column, not {a.Get(0, "other_column").TypeName}.", a.Span)),
            ["literal"] = static (c, a) => $"{a.Require(0, "value", "literal")}::{c.FullType}",
        }.ToFrozenDictionary(StringComparer.Ordinal);

    // What DuckDB's columns have besides.
    private static readonly FrozenDictionary<string, Func<ColumnObject, Value>> StructMembers = new Dictionary<string, Func<ColumnObject, Value>>(StringComparer.Ordinal)
    {
        ["is_struct"] = static c => Value.From("is_struct", (_, _) => c.IsStruct),
        ["fields"] = static c => new ListValue(c.Parts().Select(f => Value.From(f))),
        ["flatten"] = static c => Value.From("flatten", (_, _) => new ListValue(c.Flatten().Select(f => Value.From(f)))),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public ColumnObject(ColumnInfo column, ISqlDialect dialect)
        : this(column.Name, column.DataType, dialect)
    {
        if (!Types.SizesApart || !column.DataType.EndsWith(')') || column.DataType.IndexOf('(', StringComparison.Ordinal) is not (> 0 and var open))
        {
            return;
        }

        // Sizes of other types, such as the digits of a time, stay part of the type.
        var type = column.DataType[..open];
        var sizes = Array.ConvertAll(column.DataType[(open + 1)..^1].Split(','), size => long.TryParse(size, CultureInfo.InvariantCulture, out var n) ? n : Value.None);
        if (Types.Texts.Contains(type))
        {
            (DataType, CharSize) = (type, sizes[0]);
        }
        else if (Types.Numerics.Contains(type))
        {
            (DataType, Precision, Scale) = (type, sizes[0], sizes.Length > 1 ? sizes[1] : 0);
        }
    }

    /// <summary>Every name that a column answers.</summary>
    public static IEnumerable<string> MemberNames => Fields.Keys.Concat(Methods.Keys).Concat(StructMembers.Keys);

    public string TypeName => $"{Types.Prefix}Column";

    internal Value CharSize { get; init; } = Value.None;

    internal Value Precision { get; init; } = Value.None;

    internal Value Scale { get; init; } = Value.None;

    private TemplateTypes Types => Dialect.Types;

    private bool IsText => Types.Texts.Contains(DataType);

    private bool IsNumeric => Types.Numerics.Contains(DataType);

    private bool IsStruct => DataType.StartsWith("struct", StringComparison.OrdinalIgnoreCase);

    private long TextSize =>
        !string.Equals(DataType, "text", StringComparison.Ordinal) && CharSize.TryGetInt64(out var size) ? size : DefaultTextSize;

    private string FullType => Types.KeepsNames ? DataType : IsText
        ? Types.SizesApart && CharSize.IsMissing ? DataType : $"character varying({TextSize})"
        : IsNumeric ? NumericType(DataType, Precision, Scale) : DataType;

    /// <summary>A type with its digits, where they are given.</summary>
    public static string NumericType(string type, Value precision, Value scale) =>
        precision.IsMissing || scale.IsMissing ? type : $"{type}({precision},{scale})";

    public bool CanExpandTo(ColumnObject other) => IsText && other.IsText && other.TextSize > TextSize;

    public string Render()
    {
        var fields = Types.HasStructs ? $", fields=[{string.Join(", ", Parts().Select(f => f.Render()))}]" : string.Empty;
        return $"{TypeName}(column={((Value)Name).Repr()}, dtype={((Value)DataType).Repr()}, char_size={CharSize.Repr()}, "
            + $"numeric_precision={Precision.Repr()}, numeric_scale={Scale.Repr()}{fields})";
    }

    public bool IsEqualTo(Value other) => other.As<ColumnObject>() is { } column && Equals(column);

    public int HashCode() => GetHashCode();

    public bool TryGetAttribute(string name, out Value value)
    {
        if (Fields.TryGetValue(name, out var field) || (Types.HasStructs && StructMembers.TryGetValue(name, out field)))
        {
            value = field(this);
            return true;
        }

        if (Methods.TryGetValue(name, out var method))
        {
            value = Value.From(name, (_, arguments) => method(this, arguments));
            return true;
        }

        return ColumnClass.TryGetShared(name, Dialect, out value);
    }

    public bool TryGetItem(Value key, out Value value)
    {
        value = default;
        return key.AsString() is { } name && TryGetAttribute(name, out value);
    }

    private IEnumerable<ColumnObject> Flatten() => !IsStruct
        ? [this]
        : Parts().SelectMany(part => part.Flatten()).Select(part => new ColumnObject($"{Name}.{part.Name}", part.DataType, Dialect));

    // STRUCT(a VARCHAR, b DECIMAL(10, 2)): split at the commas that lie in no parentheses.
    private IEnumerable<ColumnObject> Parts()
    {
        var open = DataType.IndexOf('(', StringComparison.Ordinal);
        if (!IsStruct || open < 0 || !DataType.EndsWith(')'))
        {
            yield break;
        }

        var (start, depth) = (open + 1, 0);
        for (var i = start; i < DataType.Length; i++)
        {
            var c = DataType[i];
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if ((c == ',' && depth == 0) || depth < 0)
            {
                var part = DataType[start..i].Trim();
                var space = part.IndexOf(' ', StringComparison.Ordinal);
                yield return space < 0
                    ? new ColumnObject(part, string.Empty, Dialect)
                    : new ColumnObject(part[..space], part[(space + 1)..], Dialect);
                start = i + 1;
            }
        }
    }
}
