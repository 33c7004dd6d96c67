using System.Text;
using Transform.Adapters;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary>What macros that load seeds ask of the adapter.</summary>
internal sealed partial class AdapterObject
{
    private string QuoteSeedColumn(Arguments arguments)
    {
        var column = arguments.RequireString(0, "column", "adapter.quote_seed_column");
        var quoted = arguments.Get(1, "quote_config");
        return quoted.IsMissing ? Dialect.Quote(column)
            : !quoted.TryGetBoolean(out var quotes) ? throw TransformException.Error(
                DiagnosticCodes.InvalidConfig, $"quote_columns is true or false, not {quoted.Repr()}.", arguments.Span)
            : quotes ? Dialect.Quote(column) : column;
    }

    private static Value ConvertType(Arguments arguments)
    {
        var table = arguments.Require(0, "agate_table", "adapter.convert_type").As<TableObject>();
        return arguments.Require(1, "col_idx", "adapter.convert_type").TryGetInt64(out var index) && index >= 0 && index < table?.Types.Count
            ? table.Types[(int)index]
            : throw TransformException.Error(
                DiagnosticCodes.WrongArguments, "adapter.convert_type() needs a table and the position of one of its columns.", arguments.Span);
    }

    private Value SeedFile() => context.Node is SeedNode seed ? seed.File.AbsolutePath : Value.None;

    /// <summary>Runs a statement with values in the place of its marks: <c>?</c>, <c>%s</c>.</summary>
    private Value AddQuery(Arguments arguments)
    {
        var sql = arguments.RequireString(0, "sql", "adapter.add_query");
        if (arguments.TryGet(2, "bindings", out var bindings) && bindings.AsList() is { } values)
        {
            sql = Bind(sql, values, arguments.Span);
        }

        var (response, table) = Run(sql, arguments.Get(1, "auto_begin", true).IsTruthy, fetch: false, arguments.Span);
        return TupleValue.Of(StatementStore.Response(response), Value.From(table));
    }

    private string Bind(string sql, ListValue values, SourceSpan? span)
    {
        var text = new StringBuilder(sql.Length + (values.Count * 8));
        var used = 0;
        var quote = '\0';
        for (var i = 0; i < sql.Length; i++)
        {
            var c = sql[i];
            var mark = quote != '\0' ? 0 : c == '?' ? 1 : c == '%' && i + 1 < sql.Length && sql[i + 1] == 's' ? 2 : 0;
            if (mark == 0)
            {
                quote = quote == '\0' ? c is '\'' or '"' ? c : '\0' : c == quote ? '\0' : quote;
                text.Append(c);
                continue;
            }

            text.Append(used < values.Count ? Literal(values[used]) : throw TransformException.Error(
                DiagnosticCodes.WrongArguments, $"The statement has more marks than the {values.Count} bindings that it was given.", span));
            used++;
            i += mark - 1;
        }

        return text.ToString();
    }

    private string Literal(Value value) =>
        value.IsMissing ? "null"
        : value.TryGetBoolean(out var flag) ? flag ? "true" : "false"
        : value.IsInteger || value.TryGetFloat(out _) ? value.ToString()
        : Dialect.Literal(value.ToString());
}
