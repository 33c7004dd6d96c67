using System.Collections.Immutable;
using Transform.Compilation;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution;

/// <summary>A result as <c>on-run-end</c> hooks see it in <c>results</c>: dbt's <c>RunResult</c>.</summary>
internal static class ResultObject
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    public static Value Of(NodeResult result, Graph graph)
    {
        var node = NodeDictionary.Of(result.Node, graph);
        if (result.CompiledCode is { } code)
        {
            node["compiled_code"] = code;
            node["compiled"] = true;
        }

        var timing = new[]
        {
            Timing("compile", result.CompileStarted, result.CompileCompleted),
            Timing("execute", result.ExecuteStarted, result.ExecuteCompleted),
        };
        var fields = DictValue.Of(
            ("status", result.Status.ToName()),
            ("timing", new ListValue(timing.Select(t => (Value)t))),
            ("thread_id", ReportedResult.Thread(result)),
            ("execution_time", result.ExecutionTime.TotalSeconds),
            ("adapter_response", Response(result)),
            ("message", ReportedResult.Message(result)),
            ("failures", result.Failures is { } failures ? failures : Value.None),
            ("node", node));
        var records = DictValue.Of(
            ("timing", new ListValue(timing.Select(t => Value.From(new RecordObject("TimingInfo", t))))),
            ("node", NodeRecord(node)),
            ("skipped", result.Status == NodeStatus.Skipped));
        return Value.From(new RecordObject(AddOwn(result, fields, records), fields, records));
    }

    // What the results of sources and those of other nodes have for themselves, and the name of the class.
    private static string AddOwn(NodeResult result, DictValue fields, DictValue records)
    {
        if (result.Node is not SourceNode)
        {
            fields["agate_table"] = Value.None;
            fields["batch_results"] = result.Batches is { } batches
                ? DictValue.Of(("successful", Windows(batches.Successful)), ("failed", Windows(batches.Failed)))
                : Value.None;
            return "RunResult";
        }

        if (result.Freshness is not { } freshness)
        {
            return "PartialSourceFreshnessResult";
        }

        foreach (var (key, moment) in new[] { ("max_loaded_at", freshness.MaxLoadedAt), ("snapshotted_at", freshness.SnapshottedAt) })
        {
            var value = new DateTimeValue(moment, TimeZoneValue.Utc);
            fields[key] = value.Render().Replace(' ', 'T');
            records[key] = Value.From(value);
        }

        fields["age"] = freshness.Age.TotalSeconds;
        return "SourceFreshnessResult";
    }

    private static DictValue Response(NodeResult result)
    {
        var dict = new DictValue();
        if (ReportedResult.Response(result) is var (message, code, rows))
        {
            dict["_message"] = message;
            if (code is not null)
            {
                dict["code"] = code;
                dict["rows_affected"] = rows!.Value;
            }
        }

        return dict;
    }

    private static Value NodeRecord(DictValue node)
    {
        var records = new DictValue();
        foreach (var (name, type) in new[] { ("config", "NodeConfig"), ("depends_on", "DependsOn") })
        {
            if (node[name].AsDict() is { } fields)
            {
                records[name] = Value.From(new RecordObject(type, fields));
            }
        }

        return Value.From(new RecordObject("Node", node, records));
    }

    private static ListValue Windows(ImmutableArray<BatchWindow> batches) => new(batches.Select(batch => (Value)TupleValue.Of(
        Value.From(DateTimeValue.FromClr(batch.Start)), Value.From(DateTimeValue.FromClr(batch.End)))));

    private static DictValue Timing(string name, DateTimeOffset? started, DateTimeOffset? completed) => DictValue.Of(
        ("name", name), ("started_at", Moment(started)), ("completed_at", Moment(completed)));

    private static Value Moment(DateTimeOffset? moment) =>
        moment is { } known ? known.UtcDateTime.ToString(TimeFormat, System.Globalization.CultureInfo.InvariantCulture) : Value.None;
}
