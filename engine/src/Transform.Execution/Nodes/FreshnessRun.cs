using System.Globalization;
using Transform.Compilation;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Nodes;

/// <summary>Asks how new the rows of sources are, through the macros that a project may have of its own.</summary>
internal static class FreshnessRun
{
    private const string ByField = "collect_freshness";
    private const string ByQuery = "collect_freshness_custom_sql";

    public static NodeOutcome Run(SourceNode source, NodeContext context, IRunObserver observer)
    {
        var threshold = FreshnessThreshold.Of(source) ?? new FreshnessThreshold(null, null, null);
        var freshness = Ask(source, threshold, context, observer);
        var age = freshness.Age.TotalSeconds;
        var status = age > threshold.ErrorAfter ? NodeStatus.Error : age > threshold.WarnAfter ? NodeStatus.Warn : NodeStatus.Pass;
        if (status == NodeStatus.Pass)
        {
            return new NodeOutcome(status, string.Empty) { Freshness = freshness };
        }

        var limit = status == NodeStatus.Error ? threshold.ErrorAfter!.Value : threshold.WarnAfter!.Value;
        var message = freshness.MaxLoadedAt == DateTime.MinValue
            ? $"{source.SourceName}.{source.Name} has no rows that say when they were loaded."
            : $"The newest row of {source.SourceName}.{source.Name} is {Text(age)} old; at most {Text(limit)} are allowed.";
        var diagnostic = new Diagnostic(
            DiagnosticCodes.StaleSource,
            status == NodeStatus.Error ? Severity.Error : Severity.Warning,
            message,
            source.Span,
            $"Look at what loads {source.RelationName}, or at freshness: of the source.") { NodeId = source.UniqueId };
        return new NodeOutcome(status, string.Empty) { Freshness = freshness, Diagnostics = [diagnostic] };
    }

    /// <exception cref="TransformException">Nothing says how new they are, or the macro gives something else.</exception>
    public static SourceFreshness Ask(SourceNode source, FreshnessThreshold threshold, NodeContext context, IRunObserver observer)
    {
        // The macro is the project's, whichever package has the source.
        var caller = new NodeContext(context.Compiler, null, context.Session);
        var relation = KeyValuePair.Create("source", context.RelationValue(source.Relation));
        if (source.LoadedAtQuery is { } query)
        {
            var sql = context.RenderText(query, "loaded_at_query");
            return Read(ByQuery, caller.CallNamed(ByQuery, relation, KeyValuePair.Create<string, Value>("loaded_at_query", sql)), source, observer);
        }

        if (source.LoadedAtField is not { } field)
        {
            throw TransformException.Error(
                DiagnosticCodes.InvalidConfig,
                $"Could not compute freshness for source {source.Name}: no 'loaded_at_field' provided and {context.Session.Adapter.Type} "
                + "adapter does not support metadata-based freshness checks.",
                source.Span,
                "Name the column that says when a row was loaded with loaded_at_field, or write a query that says so as loaded_at_query.");
        }

        return Read(
            ByField,
            caller.CallNamed(
                ByField,
                relation,
                KeyValuePair.Create<string, Value>("loaded_at_field", field),
                KeyValuePair.Create<string, Value>("filter", threshold.Filter)),
            source,
            observer);
    }

    /// <summary>What the macro returned: a statement's result; in the manner of old macros its table alone.</summary>
    private static SourceFreshness Read(string macro, Value returned, SourceNode source, IRunObserver observer)
    {
        var response = new DictValue();
        var table = returned.As<TableObject>();
        if (table is not null)
        {
            observer.Message(
                LogLevel.Warn,
                $"The macro '{macro}' should return load_result(...) whole, not its table alone: what the warehouse answered is lost.",
                source);
        }
        else if (returned.GetAttribute("table").As<TableObject>() is { } inner)
        {
            table = inner;
            if (returned.GetAttribute("response").As<AdapterResponse>() is { } answer)
            {
                response = answer.ToDict(withoutNone: true);
            }
        }

        if (table is not { Rows: [[var newest, var asked]] })
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed,
                $"The macro '{macro}' must give one row of two times: of the newest row, and of now. It gave "
                + (table is null ? $"{returned.Repr()}." : $"{table.Rows.Count} rows of {table.Names.Count} columns."),
                source.Span,
                "Look at the project's own version of the macro.");
        }

        var snapshotted = asked.IsNone ? throw NoTime("snapshotted_at", asked, source) : Utc("snapshotted_at", asked, source);

        // Nothing was ever loaded: that is as long ago as can be.
        return new SourceFreshness(newest.IsNone ? DateTime.MinValue : Utc("max_loaded_at", newest, source), snapshotted, response);
    }

    private static DateTime Utc(string name, Value value, SourceNode source) =>
        value.As<DateTimeValue>() is { } time ? time.Utc : throw NoTime(name, value, source);

    private static TransformException NoTime(string name, Value value, SourceNode source) => TransformException.Error(
        DiagnosticCodes.OperationFailed,
        $"Expected a timestamp value when querying field '{name}' of table {source.RelationName} but received value of type "
        + $"'{value.TypeName}' instead",
        source.Span,
        "Cast it where the source names it: loaded_at_field: cast(loaded_on as timestamp).");

    private static string Text(double seconds)
    {
        var (count, unit) = seconds >= 2 * 86400 ? (seconds / 86400, "days") : seconds >= 2 * 3600 ? (seconds / 3600, "hours") : (seconds / 60, "minutes");
        return string.Create(CultureInfo.InvariantCulture, $"{count:0.#} {unit}");
    }
}
