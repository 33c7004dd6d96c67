using System.Globalization;
using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
using Transform.Execution.Materializations;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Nodes;

/// <summary>Runs data tests: counts the rows that fail, and keeps them where that is asked for.</summary>
internal sealed class TestRun(RunOptions options, SqlFiles files)
{
    // What dbt's materialization of tests calls: to dbt, that is part of the test's template.
    private static readonly string[] MaterializationMacros = ["get_limit_subquery_sql", "should_store_failures", "statement"];

    public NodeOutcome Run(TestNode test, CompiledNode compiled, NodeContext context)
    {
        var config = test.Config;
        var main = compiled.Sql.Trim().TrimEnd(';');
        if (MaterializationTable.FindChanged("test", context) is { } block)
        {
            return Judge(test, RunBlock(block, test, main, context), context);
        }

        foreach (var name in MaterializationMacros)
        {
            if (context.Macros.Find(name, context.Package) is { } macro)
            {
                context.NoteCall(macro);
            }
        }

        if (config.Get("limit") is { IsMissing: false } limit)
        {
            main = context.Sql("get_limit_subquery_sql", main, limit);
        }

        var stored = Stores(test) ? Store(test, main, context) : null;
        var sql = context.Sql(
            "get_test_sql",
            stored is { } table ? $"select * from {context.Session.Adapter.Dialect.Render(table)}" : main,
            config.Text("fail_calc") ?? "count(*)",
            config.Text("warn_if") ?? "!= 0",
            config.Text("error_if") ?? "!= 0",
            Value.None);
        files.WriteRun(test, sql, context);
        return Judge(test, context.Session.Query(sql), context, stored);
    }

    private TableObject RunBlock(MacroBlock block, TestNode test, string sql, NodeContext context)
    {
        context.ShowCompiled(sql);
        var work = new MaterializationContext(test, sql, context, options);
        new TemplateMaterialization(block).Run(work);
        files.WriteRun(test, work.MainStatement ?? sql, context);
        return context.Statements.Load(Arguments.Of("main")).GetAttribute("table").As<TableObject>() ?? TableObject.Empty;
    }

    private NodeOutcome Judge(TestNode test, TableObject row, NodeContext context, Relation? stored = null)
    {
        if (row.Rows.Count != 1 || row.Names.Count < 3)
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed,
                $"The test '{test.Name}' must give one row with failures, should_warn and should_error; it gave {row.Rows.Count} rows.",
                test.Span,
                "Look at the macro get_test_sql of the project, or at the test's fail_calc.");
        }

        return Judge(test, Failures(row.Rows[0][0], test), row.Rows[0][1].IsTruthy, row.Rows[0][2].IsTruthy, stored, context);
    }

    // A sum over no rows is null: nothing failed.
    private static long Failures(Value value, TestNode test) =>
        value.IsNone ? 0
        : value.TryGetInt64(out var count) ? count
        : value.TryGetFloat(out var number) ? (long)number
        : decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? (long)parsed
        : throw TransformException.Error(
            DiagnosticCodes.InvalidConfig,
            $"fail_calc of the test '{test.Name}' gives {value.Repr()}, which is no number.",
            test.Span,
            "It counts the failing rows: count(*), or a sum or count over the test's columns.");

    private NodeOutcome Judge(
        TestNode test, long failures, bool shouldWarn, bool shouldError, Relation? stored, NodeContext context)
    {
        var isError = !string.Equals(test.Config.Text("severity"), "warn", StringComparison.OrdinalIgnoreCase);
        var status = isError && shouldError ? NodeStatus.Fail
            : !shouldWarn ? NodeStatus.Pass
            : options.WarnError ? NodeStatus.Fail : NodeStatus.Warn;
        if (status == NodeStatus.Pass)
        {
            return new NodeOutcome(status, string.Empty) { Failures = failures };
        }

        var rows = failures == 1 ? "1 result" : $"{failures} results";
        var threshold = test.Config.Text(isError && shouldError ? "error_if" : "warn_if") ?? "!= 0";
        var message = $"Got {rows}, configured to {(status == NodeStatus.Fail ? "fail" : "warn")} if {threshold}";
        var look = stored is { } table
            ? $"See the failing rows with: select * from {context.Session.Adapter.Dialect.Render(table)}"
            : $"See the failing rows by running {files.ShownPath(test)}, or keep them with --store-failures.";
        var diagnostic = new Diagnostic(
            DiagnosticCodes.TestFailed,
            status == NodeStatus.Fail ? Severity.Error : Severity.Warning,
            $"{test.Name}: {message}",
            test.Span,
            look) { NodeId = test.UniqueId };
        return new NodeOutcome(status, message) { Failures = failures, Diagnostics = [diagnostic] };
    }

    /// <summary>Whether it keeps its failing rows.</summary>
    public bool Stores(TestNode test) =>
        test.Config.Get("store_failures_as").AsString() is { } kind
            ? kind is not "ephemeral"
            : test.Config.Get("store_failures").TryGetBoolean(out var own) ? own : options.StoreFailures;

    private static Relation Store(TestNode test, string sql, NodeContext context)
    {
        var asView = test.Config.Text("store_failures_as") switch
        {
            null or "table" => false,
            "view" => true,
            var other => throw TransformException.Error(
                DiagnosticCodes.InvalidConfig,
                $"'{other}' is not a valid value for `store_failures_as`. Accepted values are: ['ephemeral', 'table', 'view']",
                test.Span,
                "Use table, view or ephemeral, which stores nothing."),
        };
        var relation = test.Relation with { Kind = asView ? RelationKind.View : RelationKind.Table };
        var session = context.Session;
        session.Begin();
        if (session.Relations.Find(relation, session) is { } old)
        {
            session.Execute(context.Sql("get_drop_sql", context.RelationValue(relation with { Kind = old.Kind })));
        }

        session.Execute(asView
            ? context.Sql("get_create_view_as_sql", context.RelationValue(relation), sql)
            : context.Sql("get_create_table_as_sql", false, context.RelationValue(relation), sql));
        session.Commit();
        session.Relations.Add(relation);
        return relation;
    }
}
