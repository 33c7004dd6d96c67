using Transform.Adapters;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>The results of named statements of one node: what <c>load_result</c> answers from.</summary>
public sealed class StatementStore
{
    private readonly Dictionary<string, Value> results = new(StringComparer.Ordinal);

    /// <summary>What the main statement said, for the node's result.</summary>
    public StatementResult? Main { get; private set; }

    /// <summary><c>load_result(name)</c>: the answer, once; that of <c>main</c> as often as it is asked for.</summary>
    /// <exception cref="TransformException">It was asked for before (TF2005).</exception>
    public Value Load(Arguments arguments)
    {
        var name = arguments.RequireString(0, "name", "load_result");
        if (!results.TryGetValue(name, out var result))
        {
            return Value.None;
        }

        if (result.IsNone)
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed,
                $"load_result('{name}') was called before: a statement's answer can be had once.",
                arguments.Span,
                $"Keep it: {{% set result = load_result('{name}') %}}.");
        }

        if (!string.Equals(name, "main", StringComparison.Ordinal))
        {
            results[name] = Value.None;
        }

        return result;
    }

    /// <summary>Keeps what a statement gave.</summary>
    public void Keep(string name, StatementResult response, TableObject table)
    {
        if (string.Equals(name, "main", StringComparison.Ordinal))
        {
            Main = response;
        }

        Keep(name, AdapterResponse.Of(response), Value.From(table));
    }

    /// <summary><c>store_result(name, response, agate_table)</c>.</summary>
    public Value Store(Arguments arguments)
    {
        var table = arguments.Get(2, "agate_table", Value.None);
        var response = arguments.Require(1, "response", "store_result");
        var name = arguments.RequireString(0, "name", "store_result");
        if (name is "main")
        {
            var message = response.AsDict() is { } dict && dict.TryGetValue("_message", out var text) ? text : response;
            Main = new StatementResult(null, message.ToString());
        }

        Keep(name, response, table);
        return Value.EmptyString;
    }

    /// <summary><c>store_raw_result(name, message, code, rows_affected, agate_table)</c>.</summary>
    public Value StoreRaw(Arguments arguments)
    {
        var message = arguments.Get(1, "message", Value.None);
        var rows = arguments.Get(3, "rows_affected", Value.None);
        var name = arguments.RequireString(0, "name", "store_raw_result");
        if (name is "main")
        {
            Main = new StatementResult(rows.TryGetInt64(out var count) ? count : null, message.IsNone ? "OK" : message.ToString());
        }

        var response = Value.From(new AdapterResponse(message, arguments.Get(2, "code", Value.None), rows));
        Keep(name, response, arguments.Get(4, "agate_table", Value.None));
        return Value.EmptyString;
    }

    /// <summary>What <c>load_agate_table()</c> says outside of a seed.</summary>
    public static TransformException NotASeed(in Arguments arguments) => TransformException.Error(
        DiagnosticCodes.OperationFailed, "load_agate_table() reads the file of a seed: only a seed's materialization can call it.", arguments.Span);

    private void Keep(string name, Value response, Value table) => results[name] = DictValue.Of(
        ("response", response),
        ("data", table.As<TableObject>() is { } found ? new ListValue(found.Rows.Select(row => (Value)new TupleValue(row))) : new ListValue()),
        ("table", table.IsMissing ? Value.From(TableObject.Empty) : table));
}
