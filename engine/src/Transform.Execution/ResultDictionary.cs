using System.Collections.Immutable;
using Transform.Compilation;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution;

/// <summary>A result as <c>on-run-end</c> hooks see it in <c>results</c>.</summary>
internal static class ResultDictionary
{
    public static Value Of(NodeResult result) => Value.From(new NamespaceValue(DictValue.Of(
        ("node", NodeDictionary.Of(result.Node)),
        ("unique_id", result.Node.UniqueId),
        ("status", result.Status.ToName()),
        ("message", result.Message),
        ("failures", result.Failures is { } failures ? failures : Value.None),
        ("thread_id", $"Thread-{result.Worker}"),
        ("execution_time", result.ExecutionTime.TotalSeconds),
        ("adapter_response", DictValue.Of(
            ("_message", result.Message), ("rows_affected", result.RowsAffected is { } rows ? rows : Value.None))),
        ("timing", new ListValue()),
        ("batch_results", result.Batches is { } batches
            ? DictValue.Of(("successful", Windows(batches.Successful)), ("failed", Windows(batches.Failed)))
            : Value.None))));

    private static ListValue Windows(ImmutableArray<BatchWindow> batches) => new(batches.Select(batch => (Value)TupleValue.Of(
        Value.From(DateTimeValue.FromClr(batch.Start)), Value.From(DateTimeValue.FromClr(batch.End)))));
}
