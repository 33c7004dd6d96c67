using System.Globalization;
using Transform.Adapters;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary><c>api</c>: the classes of relations and columns.</summary>
public static class ApiObject
{
    public static Value Of(ISqlDialect dialect) => DictValue.Of(("Relation", Relation(dialect)), ("Column", Column(dialect)));

    /// <summary><c>api.Relation</c>, also <c>adapter.Relation</c>.</summary>
    public static Value Relation(ISqlDialect dialect) => Value.From(new RelationClass(dialect));

    /// <summary><c>api.Column</c>, also <c>column</c>.</summary>
    public static Value Column(ISqlDialect dialect) => Value.From(new ColumnClass(dialect));
}

internal sealed class RelationClass(ISqlDialect dialect) : IHostObject
{
    public string TypeName => "Relation";

    public bool TryGetAttribute(string name, out Value value) => RelationObject.TryGetShared(name, dialect, out value);
}

internal sealed class ColumnClass(ISqlDialect dialect) : ICallable
{
    public string TypeName => "Column";

    public Value Call(RenderState state, Arguments arguments) => Value.From(
        new ColumnObject(Text(arguments, 0, "column", "Column"), Text(arguments, 1, "dtype", "Column"), dialect)
        {
            CharSize = arguments.Get(2, "char_size", Value.None),
            Precision = arguments.Get(3, "numeric_precision", Value.None),
            Scale = arguments.Get(4, "numeric_scale", Value.None),
        });

    public bool TryGetAttribute(string name, out Value value) => TryGetShared(name, dialect, out value);

    /// <summary>What the class answers as well as each of its objects.</summary>
    internal static bool TryGetShared(string name, ISqlDialect dialect, out Value value)
    {
        value = name switch
        {
            "create" => Value.From(name, (_, a) => Value.From(
                new ColumnObject(Text(a, 0, "name", name), Translate(Text(a, 1, "label_or_dtype", name)), dialect))),
            "translate_type" => Value.From(name, static (_, a) => Translate(Text(a, 0, "dtype", "translate_type"))),
            "numeric_type" => Value.From(name, static (_, a) => ColumnObject.NumericType(
                Text(a, 0, "dtype", "numeric_type"), a.Require(1, "precision", "numeric_type"), a.Require(2, "scale", "numeric_type"))),
            "string_type" => Value.From(name, static (_, a) => $"character varying({a.Require(0, "size", "string_type")})"),
            "from_description" => Value.From(name, (_, a) => FromDescription(a, dialect)),
            "TYPE_LABELS" => DictValue.Of(("STRING", "TEXT")),
            _ => Value.Undefined,
        };
        return !value.IsUndefined;
    }

    private static string Translate(string type) => string.Equals(type, "STRING", StringComparison.OrdinalIgnoreCase) ? "TEXT" : type;

    private static string Text(in Arguments arguments, int position, string name, string function) =>
        arguments.RequireString(position, name, function);

    // varchar(20), decimal(10, 2): the type's name and its sizes apart.
    private static Value FromDescription(Arguments arguments, ISqlDialect dialect)
    {
        var name = Text(arguments, 0, "name", "from_description");
        var description = Text(arguments, 1, "raw_data_type", "from_description");
        var open = description.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !description.Contains(')', StringComparison.Ordinal))
        {
            return Value.From(new ColumnObject(name, description, dialect));
        }

        var sizes = description[(open + 1)..description.IndexOf(')', StringComparison.Ordinal)].Split(',').Select(size =>
            int.TryParse(size, CultureInfo.InvariantCulture, out var number) ? (Value)number : throw TransformException.Error(
                DiagnosticCodes.WrongArguments, $"'{size.Trim()}' in the type '{description}' is no whole number.", arguments.Span)).ToArray();
        var column = new ColumnObject(name, description[..open], dialect);
        return Value.From(sizes.Length switch
        {
            1 => column with { CharSize = sizes[0] },
            2 => column with { Precision = sizes[0], Scale = sizes[1] },
            _ => column,
        });
    }
}
