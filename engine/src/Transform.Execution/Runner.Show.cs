using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
using Transform.Execution.Nodes;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution;

public sealed partial class Runner
{
    public partial (string CompiledSql, QueryRows Rows) Show(
        string? uniqueId, string? inlineSql, int limit, CancellationToken cancellation)
    {
        using var session = NewSession(cancellation);
        var compiler = NewCompiler([]);
        return Guard(uniqueId is null ? null : graph.Nodes[uniqueId], () =>
        {
            var sql = uniqueId is null
                ? RenderInline(inlineSql ?? string.Empty, compiler, session)
                : graph.Nodes[uniqueId] switch
                {
                    TemplateNode node => compiler.Compile(node, session).Sql,
                    SeedNode seed => $"select * from {seed.RelationName}",
                    _ => throw TransformException.Error(DiagnosticCodes.Usage, $"{uniqueId} has no rows to show."),
                };
            return (sql, Read(session, Limited(sql.Trim().TrimEnd(';'), uniqueId, limit, compiler, session), limit));
        });
    }

    public partial QueryRows ShowDirect(string sql, int limit, CancellationToken cancellation)
    {
        using var session = NewSession(cancellation);
        return Guard(null, () => Read(session, sql, limit));
    }

    /// <summary>A preview changes nothing: whatever the SQL does is rolled back, where the warehouse has transactions.</summary>
    private static QueryRows Read(WarehouseSession session, string sql, int limit)
    {
        session.Begin();
        var table = session.Query(sql, limit);
        session.Rollback();
        return new QueryRows(table.Names, table.Rows.Select(row => (IReadOnlyList<object?>)Array.ConvertAll(row, cell => cell.ToObject())).ToList());
    }

    // Reading fewer rows is cheaper than a subquery, unless the project says how it is to be written.
    private string Limited(string sql, string? uniqueId, int limit, Compiler compiler, WarehouseSession session)
    {
        const string Macro = "get_show_sql";
        var context = new NodeContext(compiler, uniqueId is null ? null : graph.Nodes[uniqueId], session);
        return graph.Macros.Reach.IsUntouched(Macro, context.Package)
            ? sql
            : context.Sql(Macro, sql, context.Config.Get("sql_header", Value.None), limit < 0 ? Value.None : limit);
    }

    public partial string CompileInline(string sql, CancellationToken cancellation)
    {
        using var session = NewSession(cancellation);
        return Guard(null, () => RenderInline(sql, NewCompiler([]), session));
    }

    public partial NodeResult RunOperation(OperationCall call, CancellationToken cancellation)
    {
        using var session = NewSession(cancellation);
        var macro = graph.Macros.Find(call.Macro, graph.Project.Main.Name) ?? throw TransformException.Error(
            DiagnosticCodes.UnknownMacro,
            $"There is no macro '{call.Macro}'.",
            hint: NearMiss.Find(call.Macro, graph.Macros.All.Select(m => m.Macro.Name)) is { } near ? $"Did you mean '{near}'?" : null);
        var context = new NodeContext(NewCompiler([]), null, session) { Macro = macro };
        var started = time.GetUtcNow();
        var clock = time.GetTimestamp();
        var node = MacroOperation.NodeOf(graph.Project, macro);
        var diagnostics = ImmutableArray<Diagnostic>.Empty;
        try
        {
            var keywords = call.Arguments.Select(pair => KeyValuePair.Create(pair.Key.ToString(), pair.Value)).ToArray();
            macro.Call(context.NewState(), new Arguments(default, keywords));
        }
        catch (Exception e) when (e is TransformException or WarehouseException or OperationCanceledException)
        {
            diagnostics = Failures.Describe(e, node, null, null);
        }

        return new NodeResult
        {
            Node = node,
            Status = diagnostics.IsEmpty ? NodeStatus.Success : NodeStatus.Error,
            Diagnostics = diagnostics,
            CompileStarted = started,
            CompileCompleted = started,
            ExecuteStarted = started,
            ExecuteCompleted = time.GetUtcNow(),
            ExecutionTime = time.GetElapsedTime(clock),
        };
    }

    private static string RenderInline(string sql, Compiler compiler, WarehouseSession session) =>
        compiler.CompileInline(Template.Parse(new SourceText("inline", sql)), session);

    /// <summary>A failure of the warehouse becomes diagnostics; there is no node result to hold it here.</summary>
    private static T Guard<T>(Node? node, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (WarehouseException e)
        {
            throw new TransformException([Failures.Describe(e, node, e.Sql, null)]);
        }
    }
}
