using System.Text;
using Transform.Adapters;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary>Runs the statements that templates send to the warehouse.</summary>
internal sealed class TemplateStatements(NodeContext context)
{
    private WarehouseSession Session => context.Session;

    /// <summary>Runs a statement, and reads its rows where they are wanted.</summary>
    public (StatementResult Response, TableObject Table) Run(string sql, bool autoBegin, bool fetch, SourceSpan? span, int limit = -1)
    {
        CheckIntrospection(span);
        if (autoBegin && Session.AutoBegin && !Session.InTransaction)
        {
            Session.Begin();
        }

        return fetch
            ? Session.Fetch(sql, limit)
            : (Session.Execute(sql), TableObject.Empty);
    }

    /// <summary><c>adapter.execute(sql, auto_begin, fetch, limit)</c>.</summary>
    public Value Execute(Arguments arguments)
    {
        var sql = arguments.RequireString(0, "sql", "adapter.execute");
        var limit = arguments.Get(3, "limit").TryGetInt64(out var n) ? (int)n : -1;
        var (response, table) = Run(
            sql, arguments.Get(1, "auto_begin", false).IsTruthy, arguments.Get(2, "fetch", false).IsTruthy, arguments.Span, limit);
        return TupleValue.Of(AdapterResponse.Of(response), Value.From(table));
    }

    /// <summary><c>adapter.add_query(sql, auto_begin, bindings)</c>, with values in the place of the dialect's marks. The
    /// connection and cursor that dbt gives are Python's own: what the statement said stands for them.</summary>
    public Value AddQuery(Arguments arguments)
    {
        var sql = arguments.RequireString(0, "sql", "adapter.add_query");
        if (arguments.TryGet(2, "bindings", out var bindings) && bindings.AsList() is { } values)
        {
            sql = Bind(sql, values, arguments.Span);
        }

        var (response, table) = Run(sql, arguments.Get(1, "auto_begin", true).IsTruthy, fetch: false, arguments.Span);
        return TupleValue.Of(AdapterResponse.Of(response), Value.From(table));
    }

    /// <summary><c>adapter.get_column_schema_from_query(sql)</c>: the columns that a query would give.</summary>
    public Value ColumnsOfQuery(Arguments arguments)
    {
        var sql = arguments.RequireString(0, "sql", "adapter.get_column_schema_from_query");
        var table = Run(sql, autoBegin: false, fetch: true, arguments.Span, limit: 0).Table;
        return new ListValue(table.Names.Select((name, i) => Value.From(new ColumnObject(name, context.Dialect.ResultType(table.Types[i]), context.Dialect))));
    }

    /// <summary><c>adapter.location_exists(location)</c>: whether a file can be read.</summary>
    public Value LocationExists(Arguments arguments)
    {
        var location = arguments.RequireString(0, "location", "adapter.location_exists");
        try
        {
            Run($"select 1 from {context.Dialect.Literal(location)} where 1 = 0", autoBegin: false, fetch: false, arguments.Span);
            return true;
        }
        catch (WarehouseException e) when (e.Code == DiagnosticCodes.StatementFailed)
        {
            return false;
        }
    }

    public void CheckIntrospection(SourceSpan? span)
    {
        if (!context.Compiler.Environment.Introspect)
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed, "This template queries the warehouse, which --no-introspect does not allow.", span);
        }
    }

    private string Bind(string sql, ListValue values, SourceSpan? span)
    {
        var text = new StringBuilder(sql.Length + (values.Count * 8));
        var mark = context.Dialect.BindingMark;
        var used = 0;
        var quote = '\0';
        for (var i = 0; i < sql.Length; i++)
        {
            var end = quote == '\0' ? EphemeralInjection.SkipComment(sql, i) : i;
            if (end > i)
            {
                text.Append(sql, i, end - i);
                i = end - 1;
                continue;
            }

            var c = sql[i];
            if (quote != '\0' || string.CompareOrdinal(sql, i, mark, 0, mark.Length) != 0)
            {
                quote = quote == '\0' ? c is '\'' or '"' ? c : '\0' : c == quote ? '\0' : quote;
                text.Append(c);
                continue;
            }

            text.Append(used < values.Count ? Literal(values[used]) : throw TransformException.Error(
                DiagnosticCodes.WrongArguments, $"The statement has more marks than the {values.Count} bindings that it was given.", span));
            used++;
            i += mark.Length - 1;
        }

        return text.ToString();
    }

    private string Literal(Value value) =>
        value.IsMissing ? "null"
        : value.TryGetBoolean(out var flag) ? flag ? "true" : "false"
        : value.IsInteger || value.TryGetFloat(out _) ? value.ToString()
        : context.Dialect.Literal(value.ToString());
}
