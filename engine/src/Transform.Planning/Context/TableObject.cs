using System.Text;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>A query's result as templates see it: what dbt's agate table offers them. Immutable.</summary>
public sealed partial class TableObject : IHostObject
{
    private readonly string[] names;
    private readonly Value[][] rows;
    private readonly Dictionary<string, int> index;

    /// <param name="names">The columns' names; one that comes again gets a number.</param>
    /// <param name="types">The warehouse's types of the columns.</param>
    /// <param name="rows">Each as long as <paramref name="names"/>.</param>
    public TableObject(IReadOnlyList<string> names, IReadOnlyList<string> types, IEnumerable<Value[]> rows)
    {
        this.names = [.. names];
        Types = [.. types];
        this.rows = [.. rows];
        index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < this.names.Length; i++)
        {
            var name = this.names[i];
            for (var number = 2; !index.TryAdd(name, i); number++)
            {
                name = $"{this.names[i]}_{number}";
            }

            this.names[i] = name;
        }
    }

    /// <summary>The absolute path of the file that it was read from; null for a query's result.</summary>
    public string? OriginalPath { get; init; }

    public static TableObject Empty { get; } = new([], [], []);

    public IReadOnlyList<string> Names => names;

    public IReadOnlyList<string> Types { get; }

    public IReadOnlyList<Value[]> Rows => rows;

    public string TypeName => "Table";

    public int? Length => rows.Length;

    /// <summary>The names and kinds of the columns, as agate prints a table.</summary>
    public string Render() => new TableText(["column", "data_type"], names.Select((name, i) => new[] { name, KindOf(i) })).ToString();

    public string Repr() => "<agate.Table>";

    /// <summary>The position of a column; negative where there is none of the name.</summary>
    public int IndexOf(string name) => index.GetValueOrDefault(name, -1);

    /// <summary>agate's type of a column, by its values: <c>Integer</c>, <c>Number</c>, <c>Boolean</c>, <c>Date</c>, <c>DateTime</c> or
    /// <c>Text</c>.</summary>
    public string KindOf(int column)
    {
        var kind = "Integer";
        foreach (var row in rows)
        {
            var cell = row[column];
            if (cell.IsNone)
            {
                continue;
            }

            var own = cell.TryGetBoolean(out _) ? "Boolean"
                : cell.IsInteger ? "Integer"
                : cell.IsNumber ? "Number"
                : cell.AsObject() switch { DecimalValue => "Number", DateTimeValue => "DateTime", DateValue => "Date", _ => "Text" };
            if (own is not "Integer")
            {
                return own;
            }

            kind = own;
        }

        return kind;
    }

    public IEnumerable<Value> Iterate() => rows.Select(row => Value.From(new TableRow(this, row)));

    public bool TryGetItem(Value key, out Value value)
    {
        value = MappedSequence.Position(key, rows.Length) is { } row ? Value.From(new TableRow(this, rows[row])) : Value.Undefined;
        return !value.IsUndefined;
    }

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "columns" => Value.From(new MappedSequence("MappedSequence", names, Columns())),
            "column_names" => new TupleValue(names.Select(n => (Value)n)),
            "column_types" => new TupleValue(names.Select((_, i) => Value.From(new TableColumnType(KindOf(i))))),
            "rows" => Value.From(new MappedSequence("MappedSequence", null, [.. Iterate()])),
            "row_names" => Value.None,
            "original_abspath" when OriginalPath is not null => OriginalPath,
            _ => Methods.TryGetValue(name, out var method)
                ? Value.From(name, (state, arguments) => method(this, state, arguments))
                : Value.Undefined,
        };
        return !value.IsUndefined;
    }

    internal int Column(string name, in Arguments arguments) => index.TryGetValue(name, out var column) ? column : throw TransformException.Error(
        DiagnosticCodes.OperationFailed, $"The table has no column '{name}': it has {string.Join(", ", names)}.", arguments.Span);

    private Value[] Columns()
    {
        var columns = new Value[names.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = Value.From(new TableColumn(this, i));
        }

        return columns;
    }
}

/// <summary>Lines of text in columns, between bars.</summary>
internal sealed class TableText(IReadOnlyList<string> names, IEnumerable<string[]> rows)
{
    public override string ToString()
    {
        var shown = rows.ToList();
        var widths = names.Select((name, i) => shown.Select(row => row[i].Length).Append(name.Length).Max()).ToArray();
        var text = new StringBuilder();
        void Line(IReadOnlyList<string> cells) =>
            text.Append("| ").AppendJoin(" | ", cells.Select((cell, i) => cell.PadRight(widths[i]))).Append(" |\n");
        Line(names);
        Line([.. widths.Select(width => new string('-', width))]);
        foreach (var row in shown)
        {
            Line(row);
        }

        return text.ToString();
    }
}
