using System.Collections.Frozen;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <content>agate's methods, as far as templates can call them: those that take Python functions or classes are left out.</content>
public sealed partial class TableObject
{
    private static readonly FrozenDictionary<string, Func<TableObject, RenderState, Arguments, Value>> Methods =
        new Dictionary<string, Func<TableObject, RenderState, Arguments, Value>>(StringComparer.Ordinal)
        {
            ["select"] = static (t, _, a) => t.Select(ToNames(a.Require(0, "key", "select")), keep: true),
            ["exclude"] = static (t, _, a) => t.Select(ToNames(a.Require(0, "key", "exclude")), keep: false),
            ["rename"] = static (t, _, a) => t.Rename(a.Get(0, "column_names", Value.None)),
            ["limit"] = static (t, _, a) => t.Limit(a),
            ["order_by"] = static (t, s, a) => t.OrderBy(s, a),
            ["distinct"] = static (t, s, a) => t.Distinct(s, a),
            ["group_by"] = static (t, s, a) => t.GroupBy(s, a),
            ["where"] = static (t, s, a) => t.Where(s, a),
            ["find"] = static (t, s, a) => t.Find(s, a),
            ["print_table"] = static (t, s, a) => Print(s, t.ToText(Count(a.Get(0, "max_rows", 20)), Count(a.Get(1, "max_columns", 6)), Count(a.Get(3, "max_column_width", 20)))),
            ["print_csv"] = static (t, s, _) => Print(s, t.ToCsv()),
            ["print_json"] = static (t, s, _) => Print(s, t.ToJson()),
            ["print_structure"] = static (t, s, _) => Print(s, t.Render()),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static string[] ToNames(Value key) => key.AsString() is { } one ? [one] : [.. key.Iterate().Select(k => k.ToString())];

    private static int Count(Value value) => value.TryGetInt64(out var count) ? (int)Math.Clamp(count, 0, int.MaxValue) : int.MaxValue;

    private static string Text(Value cell) => cell.IsNone ? string.Empty : cell.ToString();

    private TableObject With(IEnumerable<Value[]> other) => new(names, Types, other);

    private string ToText(int maxRows, int maxColumns, int maxWidth)
    {
        var columns = Math.Min(names.Length, maxColumns);
        string Cut(string text) => text.Length > maxWidth ? text[..Math.Max(maxWidth - 3, 0)] + "..." : text;
        string[] Line(IEnumerable<string> cells) => [.. cells.Take(columns).Select(Cut), .. columns < names.Length ? ["..."] : Array.Empty<string>()];
        return new TableText(Line(names), rows.Take(maxRows).Select(row => Line(row.Select(Text)))).ToString().TrimEnd('\n');
    }

    private string ToCsv()
    {
        static string Field(string text) =>
            text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return string.Join('\n', rows.Select(row => row.Select(Text)).Prepend(names).Select(line => string.Join(',', line.Select(Field))));
    }

    private string ToJson() => PythonJson.Dumps(new ListValue(rows.Select(row => (Value)new TableRow(this, row).ToDict())));

    private static Value Print(RenderState state, string text)
    {
        if (state.Globals.TryGet("print", out var print) && print.As<ICallable>() is { } callable)
        {
            callable.Call(state, Arguments.Of(text));
        }

        return Value.None;
    }

    private Value Select(string[] chosen, bool keep)
    {
        var kept = Enumerable.Range(0, names.Length).Where(i => chosen.Contains(names[i], StringComparer.Ordinal) == keep).ToArray();
        return Value.From(new TableObject(
            [.. kept.Select(i => names[i])], [.. kept.Select(i => Types[i])], rows.Select(row => Array.ConvertAll(kept, i => row[i]))));
    }

    private Value Rename(Value newNames)
    {
        var renamed = newNames.IsMissing ? names
            : newNames.AsDict() is { } map ? names.Select(name => map.TryGetValue(name, out var to) ? to.ToString() : name)
            : newNames.Iterate().Select(name => name.ToString());
        return Value.From(new TableObject([.. renamed], Types, rows));
    }

    // limit(stop) or limit(start, stop, step), as Python slices.
    private Value Limit(in Arguments arguments)
    {
        var (first, stop) = (arguments.Get(0, "start_or_stop", Value.None), arguments.Get(1, "stop", Value.None));
        var start = stop.IsMissing ? 0 : Count(first);
        var end = Count(stop.IsMissing ? first : stop);
        var step = arguments.Get(2, "step", 1).TryGetInt64(out var n) && n > 0 ? n : 1;
        return Value.From(With(rows.Where((_, i) => i >= start && i < end && (i - start) % step == 0)));
    }

    private Value OrderBy(RenderState state, Arguments arguments)
    {
        var key = Key(state, arguments.Require(0, "key", "order_by"), arguments);
        var comparer = Comparer<Value>.Create(CompareNullsLast);
        var descending = arguments.Get(1, "reverse", false).IsTruthy;
        return Value.From(With(descending ? rows.Reverse().OrderBy(key, comparer).Reverse() : rows.OrderBy(key, comparer)));
    }

    private Value Distinct(RenderState state, Arguments arguments)
    {
        var given = arguments.Get(0, "key", Value.None);
        return Value.From(With(rows.DistinctBy(given.IsMissing ? static row => new TupleValue(row) : Key(state, given, arguments))));
    }

    private Value GroupBy(RenderState state, Arguments arguments)
    {
        var key = Key(state, arguments.Require(0, "key", "group_by"), arguments);
        var groups = rows.GroupBy(key).ToList();
        return Value.From(new MappedSequence(
            "TableSet",
            [.. groups.Select(g => g.Key.IsNone ? "None" : g.Key.ToString())],
            [.. groups.Select(g => Value.From(With(g)))]));
    }

    private Value Where(RenderState state, Arguments arguments)
    {
        var test = Callable(arguments.Require(0, "test", "where"), "where", arguments);
        return Value.From(With(rows.Where(row => test.Call(state, Arguments.Of(Value.From(new TableRow(this, row)))).IsTruthy)));
    }

    private Value Find(RenderState state, Arguments arguments)
    {
        var test = Callable(arguments.Require(0, "test", "find"), "find", arguments);
        foreach (var row in Iterate())
        {
            if (test.Call(state, Arguments.Of(row)).IsTruthy)
            {
                return row;
            }
        }

        return Value.None;
    }

    // A column's name, several, or something that takes a row.
    private Func<Value[], Value> Key(RenderState state, Value key, Arguments arguments)
    {
        if (key.As<ICallable>() is { } callable)
        {
            return row => callable.Call(state, Arguments.Of(Value.From(new TableRow(this, row))));
        }

        var columns = ToNames(key).Select(name => Column(name, arguments)).ToArray();
        return columns.Length == 1 ? row => row[columns[0]] : row => new TupleValue(columns.Select(c => row[c]));
    }

    private static ICallable Callable(Value value, string method, Arguments arguments) => value.As<ICallable>() ?? throw TransformException.Error(
        DiagnosticCodes.WrongArguments, $"{method}() needs a macro that takes a row, not {value.TypeName}.", arguments.Span);

    internal static int CompareNullsLast(Value a, Value b) =>
        a.IsNone || b.IsNone ? a.IsNone.CompareTo(b.IsNone)
        : a.AsTuple() is { } first && b.AsTuple() is { } second ? CompareAll(first, second)
        : Value.Compare(a, b);

    private static int CompareAll(TupleValue a, TupleValue b)
    {
        for (var i = 0; i < a.Count; i++)
        {
            if (CompareNullsLast(a[i], b[i]) is not 0 and var order)
            {
                return order;
            }
        }

        return 0;
    }
}
