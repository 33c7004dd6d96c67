using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Nodes;

/// <summary>Says that a node has no SQL, where the warehouse only tripped over the statement around it. It looks after a failure
/// and not before: a materialization of the project may have no use for the SQL, as in dbt.</summary>
internal static class EmptySql
{
    /// <summary>Null when the node, and the ephemeral models in it, have SQL.</summary>
    /// <param name="ephemeral">The ephemeral models that were rendered.</param>
    public static Diagnostic? Explain(WarehouseException e, CompiledNode compiled, IEnumerable<CompiledNode> ephemeral)
    {
        if (!string.Equals(e.Code, DiagnosticCodes.StatementFailed, StringComparison.Ordinal))
        {
            return null;
        }

        if (What(compiled.OwnSql) is { } what)
        {
            return Describe(compiled.Node, compiled.Node, what, e);
        }

        foreach (var model in ephemeral)
        {
            if (What(model.OwnSql) is { } inner
                && compiled.Ctes.Any(cte => string.Equals(cte.UniqueId, model.Node.UniqueId, StringComparison.Ordinal)))
            {
                return Describe(model.Node, compiled.Node, inner, e);
            }
        }

        return null;
    }

    private static Diagnostic Describe(TemplateNode empty, TemplateNode node, string what, WarehouseException e)
    {
        var kind = empty is ModelNode ? "model" : empty is TestNode ? "test" : "node";
        var reader = ReferenceEquals(empty, node) ? string.Empty : $" It stands in '{node.Name}', which reads it.";
        var call = LastMacroCall(empty);
        var cause = call is null ? string.Empty : $" The macro '{call.Value.Name}' gave nothing that could be run.";
        return Diagnostic.Error(
            DiagnosticCodes.EmptySql,
            $"The {kind} '{empty.Name}' has no SQL: {what}.{cause}{reader} The warehouse said: {e.Message}",
            call?.Span ?? empty.Span,
            call is null
                ? "Write the query, or take the file away."
                : $"Look at what '{call.Value.Name}' prints or returns, and whether an `if execute` keeps it from doing so.") with
        {
            NodeId = node.UniqueId,
        };
    }

    private static string? What(string sql)
    {
        var rest = WithoutComments(sql, out var hasComments);
        return rest.IsEmpty ? hasComments ? "there are only comments in it" : "its template printed nothing"
            : rest is "None" ? "its template printed None"
            : null;
    }

    private static ReadOnlySpan<char> WithoutComments(ReadOnlySpan<char> sql, out bool any)
    {
        any = false;
        while (true)
        {
            sql = sql.Trim().Trim(';').Trim();
            int end;
            if (sql.StartsWith("--"))
            {
                end = sql.IndexOf('\n');
            }
            else if (sql.StartsWith("/*"))
            {
                end = sql.IndexOf("*/");
                end = end < 0 ? end : end + 1;
            }
            else
            {
                return sql;
            }

            any = true;
            sql = end < 0 ? [] : sql[(end + 1)..];
        }
    }

    // The last macro of a project that is printed where nothing decides whether it is.
    private static (string Name, SourceSpan Span)? LastMacroCall(TemplateNode node)
    {
        for (var i = node.Template.Body.Length - 1; i >= 0; i--)
        {
            if (node.Template.Body[i] is not OutputStmt { Value: CallExpr call })
            {
                continue;
            }

            var name = call.Target switch
            {
                NameExpr target => target.Name,
                AttributeExpr target => target.Name,
                _ => null,
            };
            if (name is not null && node.DependsOnMacros.Any(id => id.EndsWith("." + name, StringComparison.Ordinal)))
            {
                return (name, node.Template.Source.Span(call.Span.Start, call.Span.Length));
            }
        }

        return null;
    }
}
