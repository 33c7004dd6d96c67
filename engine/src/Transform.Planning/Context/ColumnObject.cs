using Transform.Adapters;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>A column as templates see it: dbt's <c>Column</c>.</summary>
public sealed class ColumnObject(ColumnInfo column, ISqlDialect dialect) : IHostObject
{
    private static readonly string[] TextTypes = ["text", "character varying", "character", "varchar", "string", "char", "bpchar"];
    private static readonly string[] IntegerTypes =
        ["smallint", "integer", "bigint", "smallserial", "serial", "bigserial", "int", "int2", "int4", "int8", "tinyint", "hugeint"];

    private static readonly string[] FloatTypes = ["real", "float4", "float", "double precision", "float8", "double"];

    public ColumnInfo Column { get; } = column;

    public string TypeName => "Column";

    /// <summary>The type's name without size.</summary>
    private string BaseType
    {
        get
        {
            var parenthesis = Column.DataType.IndexOf('(', StringComparison.Ordinal);
            return (parenthesis < 0 ? Column.DataType : Column.DataType[..parenthesis]).Trim();
        }
    }

    /// <summary>dbt's <c>Column.translate_type</c>: the usual SQL name of a type that is given by its general name.</summary>
    public static Value TranslateType(Arguments arguments)
    {
        var name = arguments.RequireString(0, "dtype", "Column.translate_type");
        return name.ToUpperInvariant() switch
        {
            "STRING" => "TEXT",
            "TIMESTAMP" or "FLOAT" or "INTEGER" or "BOOLEAN" => name.ToUpperInvariant(),
            _ => name,
        };
    }

    /// <summary>dbt's <c>Column.numeric_type</c>: a type with its digits, where they are given.</summary>
    public static Value NumericType(Arguments arguments)
    {
        var name = arguments.RequireString(0, "dtype", "Column.numeric_type");
        var precision = arguments.Get(1, "precision");
        var scale = arguments.Get(2, "scale");
        return precision.IsMissing || scale.IsMissing ? name : $"{name}({precision},{scale})";
    }

    public string Render() => $"<Column {Column.Name} ({Column.DataType})>";

    public bool IsEqualTo(Value other) => other.As<ColumnObject>() is { } column && column.Column == Column;

    public int HashCode() => Column.GetHashCode();

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "name" or "column" => Column.Name,
            "quoted" => dialect.Quote(Column.Name),
            "data_type" => Column.DataType,
            "dtype" => BaseType,
            "is_string" => Value.From(name, (_, _) => IsOneOf(TextTypes)),
            "is_number" => Value.From(name, (_, _) => IsOneOf(IntegerTypes) || IsOneOf(FloatTypes) || IsNumeric),
            "is_integer" => Value.From(name, (_, _) => IsOneOf(IntegerTypes)),
            "is_float" => Value.From(name, (_, _) => IsOneOf(FloatTypes)),
            "is_numeric" => Value.From(name, (_, _) => IsNumeric),
            "string_size" => Value.From(name, (_, _) => Size(0) ?? 256),
            "char_size" => Size(0) is { } size && IsOneOf(TextTypes) ? size : Value.None,
            "numeric_precision" => IsNumeric && Size(0) is { } precision ? precision : Value.None,
            "numeric_scale" => IsNumeric && Size(1) is { } scale ? scale : Value.None,
            "can_expand_to" => Value.From(name, (_, arguments) =>
                arguments.Require(0, "other_column", name).As<ColumnObject>() is { } other
                && IsOneOf(TextTypes) && other.IsOneOf(TextTypes) && (other.Size(0) ?? 256) > (Size(0) ?? 256)),
            _ => Value.Undefined,
        };
        return !value.IsUndefined;
    }

    private bool IsNumeric => IsOneOf(["numeric", "decimal"]);

    private bool IsOneOf(string[] types) => types.Contains(BaseType, StringComparer.OrdinalIgnoreCase);

    private int? Size(int index)
    {
        var open = Column.DataType.IndexOf('(', StringComparison.Ordinal);
        var close = Column.DataType.LastIndexOf(')');
        if (open < 0 || close < open)
        {
            return null;
        }

        var sizes = Column.DataType[(open + 1)..close].Split(',');
        return index < sizes.Length && int.TryParse(sizes[index], out var size) ? size : null;
    }
}
