using System.Collections.Immutable;
using Transform.Compilation;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution;

/// <summary>A result as <c>on-run-end</c> hooks see it in <c>results</c>: dbt's <c>RunResult</c>.</summary>
internal sealed class ResultObject(NodeResult result, Graph graph) : IHostObject
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    private DictValue? fields;

    public string TypeName => "RunResult";

    private DictValue Fields => fields ??= Make();

    public string Render() => $"RunResult({string.Join(", ", Fields.Select(f => $"{f.Key}={f.Value.Repr()}"))})";

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "to_dict" => Value.From(name, (_, _) => Fields.Copy()),
            "get" => Value.From(name, (_, a) => Fields.TryGetValue(a.Require(0, "key", name), out var found) ? found : a.Get(1, "default", Value.None)),
            _ => Fields.TryGetValue(name, out var field) ? field : Value.Undefined,
        };
        return !value.IsUndefined;
    }

    public bool TryGetItem(Value key, out Value value) => Fields.TryGetValue(key, out value);

    private static ListValue Windows(ImmutableArray<BatchWindow> batches) => new(batches.Select(batch => (Value)TupleValue.Of(
        Value.From(DateTimeValue.FromClr(batch.Start)), Value.From(DateTimeValue.FromClr(batch.End)))));

    private static Value Timing(string name, DateTimeOffset? started, DateTimeOffset? completed) => DictValue.Of(
        ("name", name), ("started_at", Moment(started)), ("completed_at", Moment(completed)));

    private static Value Moment(DateTimeOffset? moment) =>
        moment is { } known ? known.UtcDateTime.ToString(TimeFormat, System.Globalization.CultureInfo.InvariantCulture) : Value.None;

    private DictValue Make()
    {
        var node = NodeDictionary.Of(result.Node, graph);
        if (result.CompiledCode is { } code)
        {
            node["compiled_code"] = code;
            node["compiled"] = true;
        }

        return DictValue.Of(
            ("status", result.Status.ToName()),
            ("timing", new ListValue
            {
                Timing("compile", result.CompileStarted, result.CompileCompleted),
                Timing("execute", result.ExecuteStarted, result.ExecuteCompleted),
            }),
            ("thread_id", $"Thread-{result.Worker}"),
            ("execution_time", result.ExecutionTime.TotalSeconds),
            ("adapter_response", DictValue.Of(
                ("_message", result.Message), ("rows_affected", result.RowsAffected is { } rows ? rows : Value.None))),
            ("message", result.Message),
            ("failures", result.Failures is { } failures ? failures : Value.None),
            ("node", node),
            ("unique_id", result.Node.UniqueId),
            ("batch_results", result.Batches is { } batches
                ? DictValue.Of(("successful", Windows(batches.Successful)), ("failed", Windows(batches.Failed)))
                : Value.None));
    }
}
