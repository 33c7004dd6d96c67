using System.Globalization;
using System.Text;
using Transform.Adapters;
using Transform.Core;
using Transform.Planning;

namespace Transform.Execution;

/// <summary>A result in the words that dbt's artifacts and its <c>results</c> have for it.</summary>
public static class ReportedResult
{
    /// <summary><c>message</c>; null where there is nothing to say. An error says which node had it, of which sort it is, and through which
    /// macros it came.</summary>
    public static string? Message(NodeResult result)
    {
        // A source that is too old is told by its status.
        if (result.Status is NodeStatus.Pass || result.Freshness is not null || (result.Status == NodeStatus.Skipped && result.Node is not OperationNode))
        {
            return null;
        }

        var error = result.Diagnostics.FirstOrDefault(d => d.Severity == Severity.Error);
        var message = result.Message.Length > 0 ? result.Message : error?.Message;
        return result.Status is NodeStatus.Error or NodeStatus.RuntimeError && result.Batches is null && result.Node is not OperationNode && error is not null && message is not null
            ? Describe(error, message, result)
            : message;
    }

    /// <summary>The thread that had the node, as dbt calls it.</summary>
    public static string Thread(NodeResult result) => result.Worker > 0 ? $"Thread-{result.Worker} (worker)" : "main";

    /// <summary><c>adapter_response</c>: what the warehouse answered to the main statement, as far as the message tells (<c>INSERT 3</c>); null
    /// where it was not asked.</summary>
    public static (string Message, string? Code, long? Rows)? Response(NodeResult result)
    {
        // What was only compiled has nothing to say.
        if ((result.Status == NodeStatus.Success && result.Message.Length == 0) || result.ExecuteStarted is null || result.Node is OperationNode || result.Batches is not null
            || result.Status is not (NodeStatus.Success or NodeStatus.Pass or NodeStatus.Fail or NodeStatus.Warn))
        {
            return null;
        }

        var message = result.Status == NodeStatus.Success ? result.Message : result.Answer ?? "OK";
        if (new StatementResult(null, message).Code is not { } code)
        {
            return (message, null, null);
        }

        var rows = result.RowsAffected ?? (long.TryParse(message[(message.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture, out var number) ? number : null);
        return rows is null ? (message, null, null) : (message, code, rows);
    }

    private static string Describe(Diagnostic error, string message, NodeResult result)
    {
        var node = result.Node;
        var kind = error.Code == DiagnosticCodes.InternalError ? null
            : error.Code == DiagnosticCodes.UnreadableSeed || (error.Code != DiagnosticCodes.SchemaChanged && error.Code.StartsWith("TF5", StringComparison.Ordinal)) ? result.WarehouseErrors ?? "Runtime Error"
            : "Compilation Error";
        if (kind is null)
        {
            return message;
        }

        var place = $"{node.ResourceType.ToName()} {node.Name} ({node.OriginalFilePath})";
        var text = new StringBuilder(message);
        var lead = "\n\n> in";
        foreach (var frame in error.Frames.IsDefaultOrEmpty ? [] : error.Frames.Where(f => f.Name != f.Span.Source.Path))
        {
            text.Append(lead).Append(" macro ").Append(frame.Name[(frame.Name.IndexOf('.', StringComparison.Ordinal) + 1)..])
                .Append(" (").Append(frame.Span.Source.Path).Append(')');
            lead = "\n> called by";
        }

        if (lead[1] != '\n')
        {
            text.Append(lead).Append(' ').Append(place);
        }

        return $"{kind} in {place}\n  {text.Replace("\n", "\n  ")}";
    }
}
