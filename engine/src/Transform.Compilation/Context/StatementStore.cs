using Transform.Adapters;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary>The results of named statements of one node: what <c>load_result</c> answers from.</summary>
public sealed class StatementStore
{
    private readonly Dictionary<string, Value> results = new(StringComparer.Ordinal);

    /// <summary>What the main statement said, for the node's result.</summary>
    public StatementResult? Main { get; private set; }

    /// <summary>What a template sees of a statement's answer.</summary>
    public static Value Response(StatementResult result) => DictValue.Of(
        ("_message", result.Message), ("code", result.Message), ("rows_affected", result.RowsAffected is { } rows ? rows : Value.None));

    public Value Load(string name) => results.TryGetValue(name, out var result) ? result : Value.None;

    public void Keep(string name, StatementResult response, TableObject table)
    {
        if (string.Equals(name, "main", StringComparison.Ordinal))
        {
            Main = response;
        }

        Keep(name, Response(response), Value.From(table));
    }

    internal Value Store(RenderState state, Arguments arguments)
    {
        var table = arguments.Get(2, "agate_table", Value.None);
        var response = arguments.Get(1, "response", Value.None);
        var name = arguments.RequireString(0, "name", "store_result");
        if (name is "main")
        {
            var message = response.AsDict() is { } dict && dict.TryGetValue("_message", out var text) ? text : response;
            Main = new StatementResult(null, message.ToString());
        }

        Keep(name, response, table);
        return Value.EmptyString;
    }

    internal Value StoreRaw(RenderState state, Arguments arguments)
    {
        var message = arguments.Get(1, "message", "OK");
        var rows = arguments.Get(3, "rows_affected", Value.None);
        var name = arguments.RequireString(0, "name", "store_raw_result");
        if (name is "main")
        {
            Main = new StatementResult(rows.TryGetInt64(out var count) ? count : null, message.ToString());
        }

        var response = DictValue.Of(("_message", message), ("code", arguments.Get(2, "code", Value.None)), ("rows_affected", rows));
        Keep(name, response, arguments.Get(4, "agate_table", Value.None));
        return Value.EmptyString;
    }

    private void Keep(string name, Value response, Value table)
    {
        var rows = table.As<TableObject>() is { } found
            ? new ListValue(found.Rows.Select(row => (Value)new TupleValue(row)))
            : new ListValue();
        var result = DictValue.Of(
            ("response", response),
            ("data", rows),
            ("table", table.IsMissing ? Value.From(TableObject.Empty) : table));
        results[name] = Value.From(new NamespaceValue(result));
    }
}
