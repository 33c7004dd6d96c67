using System.Globalization;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>The type of a table's column: agate's <c>DataType</c>.</summary>
/// <param name="Kind"><c>Integer</c>, <c>Number</c>, <c>Boolean</c>, <c>Date</c>, <c>DateTime</c> or <c>Text</c>.</param>
internal sealed record TableColumnType(string Kind) : IHostObject
{
    public string TypeName => Kind;

    public string Render() => $"<agate.{Kind}>";

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "cast" => Value.From(name, static (_, arguments) => arguments.Require(0, "d", "cast")),
            "csvify" => Value.From(name, (_, arguments) => AsText(arguments.Require(0, "d", name))),
            "jsonify" => Value.From(name, (_, arguments) => AsJson(arguments.Require(0, "d", name))),
            "null_values" => TupleValue.Of("null", string.Empty),
            _ => Value.Undefined,
        };
        return !value.IsUndefined;
    }

    // Python's isoformat is its str with a T in it.
    private Value AsText(Value cell)
    {
        var text = cell.IsNone ? null : cell.ToString();
        var space = Kind is "DateTime" && text is not null ? text.IndexOf(' ', StringComparison.Ordinal) : -1;
        return text is null ? Value.None : space < 0 ? text : $"{text[..space]}T{text[(space + 1)..]}";
    }

    private Value AsJson(Value cell) => Kind switch
    {
        "Integer" or "Boolean" => cell,
        "Number" when !cell.IsNone => double.Parse(cell.ToString(), CultureInfo.InvariantCulture),
        _ => AsText(cell),
    };
}
