using System.Text;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>A query's result as templates see it: what dbt's agate table offers them.</summary>
public sealed class TableObject : IHostObject
{
    private readonly string[] names;
    private readonly Value[][] rows;
    private readonly Dictionary<string, int> index;

    /// <param name="names">The columns' names.</param>
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
            index.TryAdd(this.names[i], i);
        }
    }

    public static TableObject Empty { get; } = new([], [], []);

    public IReadOnlyList<string> Names => names;

    public IReadOnlyList<string> Types { get; }

    public IReadOnlyList<Value[]> Rows => rows;

    public string TypeName => "Table";

    public bool IsTruthy => true;

    public int? Length => rows.Length;

    public string Render() => $"<Table {rows.Length} x {names.Length}>";

    public IEnumerable<Value> Iterate() => rows.Select(row => Value.From(new RowObject(this, row)));

    public bool TryGetItem(Value key, out Value value)
    {
        value = key.TryGetInt64(out var position) && Position(position, rows.Length) is { } row
            ? Value.From(new RowObject(this, rows[row]))
            : Value.Undefined;
        return !value.IsUndefined;
    }

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "columns" => Value.From(new ColumnsObject(this)),
            "column_names" => new TupleValue([.. names.Select(n => (Value)n)]),
            "column_types" => new TupleValue([.. Types.Select(t => (Value)t)]),
            "rows" => Value.From(new RowsObject(this)),
            "print_table" or "print_csv" or "print_json" => Value.From(name, (state, _) => Print(state)),
            "select" => Value.From(name, (_, arguments) => Select(ToNames(arguments.Require(0, "key", "select")), keep: true)),
            "exclude" => Value.From(name, (_, arguments) => Select(ToNames(arguments.Require(0, "key", "exclude")), keep: false)),
            "rename" => Value.From(name, (_, arguments) => Rename(arguments.Require(0, "column_names", "rename"))),
            "limit" => Value.From(name, (_, arguments) => Limit(arguments.Get(0, "start_or_stop", 20))),
            "where" => Value.From(name, (state, arguments) => Where(state, arguments.Require(0, "test", "where"))),
            _ => Value.Undefined,
        };
        return !value.IsUndefined;
    }

    /// <summary>The table as lines of text, for people.</summary>
    public string ToText(int maxRows = 20)
    {
        var shown = rows.Take(maxRows).Select(row => Array.ConvertAll(row, cell => cell.IsNone ? string.Empty : cell.ToString())).ToList();
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

    private static int? Position(long index, int length)
    {
        var position = index < 0 ? index + length : index;
        return position >= 0 && position < length ? (int)position : null;
    }

    private static string[] ToNames(Value key) => key.AsString() is { } one ? [one] : [.. key.Iterate().Select(k => k.ToString())];

    private Value Print(RenderState state)
    {
        if (state.Globals.TryGet("print", out var print) && print.As<ICallable>() is { } callable)
        {
            callable.Call(state, Arguments.Of(ToText()));
        }

        return Value.EmptyString;
    }

    private Value Select(string[] chosen, bool keep)
    {
        var kept = Enumerable.Range(0, names.Length).Where(i => chosen.Contains(names[i], StringComparer.Ordinal) == keep).ToArray();
        return Value.From(new TableObject(
            [.. kept.Select(i => names[i])], [.. kept.Select(i => Types[i])], rows.Select(row => Array.ConvertAll(kept, i => row[i]))));
    }

    private Value Rename(Value newNames)
    {
        var renamed = newNames.AsDict() is { } map
            ? names.Select(name => map.TryGetValue(name, out var to) ? to.ToString() : name)
            : newNames.Iterate().Select(name => name.ToString());
        return Value.From(new TableObject([.. renamed], Types, rows));
    }

    private Value Limit(Value count) =>
        count.TryGetInt64(out var n) ? Value.From(new TableObject(names, Types, rows.Take((int)n))) : Value.From(this);

    private Value Where(RenderState state, Value test) =>
        test.As<ICallable>() is { } callable
            ? Value.From(new TableObject(names, Types, rows.Where(row =>
                callable.Call(state, Arguments.Of(Value.From(new RowObject(this, row)))).IsTruthy)))
            : throw TransformException.Error(DiagnosticCodes.WrongArguments, "where() needs something it can call.");

    /// <summary>One row: by position, by name, as a list of values.</summary>
    private sealed class RowObject(TableObject table, Value[] cells) : IHostObject
    {
        public string TypeName => "Row";

        public int? Length => cells.Length;

        public string Render() => $"<Row ({string.Join(", ", cells.Select(c => c.Repr()))})>";

        public IEnumerable<Value> Iterate() => cells;

        public bool TryGetItem(Value key, out Value value)
        {
            if (key.TryGetInt64(out var number) && Position(number, cells.Length) is { } position)
            {
                value = cells[position];
                return true;
            }

            if (key.AsString() is { } name && table.index.TryGetValue(name, out var column))
            {
                value = cells[column];
                return true;
            }

            value = default;
            return false;
        }

        public bool TryGetAttribute(string name, out Value value)
        {
            value = name switch
            {
                "values" => Value.From(name, (_, _) => new TupleValue([.. cells])),
                "keys" => Value.From(name, (_, _) => new TupleValue([.. table.names.Select(n => (Value)n)])),
                "items" => Value.From(name, (_, _) => Items()),
                "dict" => Value.From(name, (_, _) => Dict()),
                "get" => Value.From(name, (_, arguments) =>
                    TryGetItem(arguments.Require(0, "key", "get"), out var found) ? found : arguments.Get(1, "default", Value.None)),
                _ => Value.Undefined,
            };
            return !value.IsUndefined || TryGetItem(name, out value);
        }

        private ListValue Items()
        {
            var items = new ListValue();
            for (var i = 0; i < cells.Length; i++)
            {
                items.Add(new TupleValue([table.names[i], cells[i]]));
            }

            return items;
        }

        private DictValue Dict()
        {
            var dict = new DictValue();
            for (var i = 0; i < cells.Length; i++)
            {
                dict[table.names[i]] = cells[i];
            }

            return dict;
        }
    }

    /// <summary>All rows, by position.</summary>
    private sealed class RowsObject(TableObject table) : IHostObject
    {
        public string TypeName => "MappedSequence";

        public int? Length => table.rows.Length;

        public IEnumerable<Value> Iterate() => table.Iterate();

        public bool TryGetItem(Value key, out Value value) => table.TryGetItem(key, out value);

        public bool TryGetAttribute(string name, out Value value)
        {
            value = name is "values" ? Value.From(name, (_, _) => new TupleValue([.. Iterate()])) : Value.Undefined;
            return !value.IsUndefined;
        }
    }

    /// <summary>All columns, by position or name.</summary>
    private sealed class ColumnsObject(TableObject table) : IHostObject
    {
        public string TypeName => "MappedSequence";

        public int? Length => table.names.Length;

        public IEnumerable<Value> Iterate() => Enumerable.Range(0, table.names.Length).Select(Column);

        public bool TryGetItem(Value key, out Value value)
        {
            if (key.TryGetInt64(out var number) && Position(number, table.names.Length) is { } position)
            {
                value = Column(position);
                return true;
            }

            if (key.AsString() is { } name && table.index.TryGetValue(name, out var column))
            {
                value = Column(column);
                return true;
            }

            value = default;
            return false;
        }

        public bool TryGetAttribute(string name, out Value value)
        {
            value = name switch
            {
                "keys" => Value.From(name, (_, _) => new TupleValue([.. table.names.Select(n => (Value)n)])),
                "values" => Value.From(name, (_, _) => new TupleValue([.. Iterate()])),
                _ => Value.Undefined,
            };
            return !value.IsUndefined || TryGetItem(name, out value);
        }

        private Value Column(int position) => Value.From(new TableColumn(table, position));
    }

    /// <summary>One column of a result.</summary>
    private sealed class TableColumn(TableObject table, int position) : IHostObject
    {
        public string TypeName => "Column";

        public int? Length => table.rows.Length;

        public IEnumerable<Value> Iterate() => table.rows.Select(row => row[position]);

        public bool TryGetItem(Value key, out Value value)
        {
            var found = key.TryGetInt64(out var number) ? Position(number, table.rows.Length) : null;
            value = found is { } row ? table.rows[row][position] : Value.Undefined;
            return found is not null;
        }

        public bool TryGetAttribute(string name, out Value value)
        {
            value = name switch
            {
                "name" => table.names[position],
                "data_type" => table.Types[position],
                "index" => position,
                "values" => Value.From(name, (_, _) => new TupleValue([.. Iterate()])),
                "values_distinct" => Value.From(name, (_, _) => new TupleValue([.. Iterate().Distinct()])),
                "values_without_nulls" => Value.From(name, (_, _) => new TupleValue([.. Iterate().Where(v => !v.IsNone)])),
                _ => Value.Undefined,
            };
            return !value.IsUndefined;
        }
    }
}
