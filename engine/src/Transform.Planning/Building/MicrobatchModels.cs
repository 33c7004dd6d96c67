using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Which models are built batch by batch, and what they must say for it.</summary>
internal sealed class MicrobatchModels
{
    private const string OwnStrategyFlag = "require_batched_execution_for_custom_microbatch_strategy";

    private readonly Plan plan;
    private readonly bool inBatches;

    public MicrobatchModels(Plan plan)
    {
        this.plan = plan;

        // As in dbt: a project that writes the strategy for itself has it run once for the whole model, unless it asks for batches.
        var main = plan.Project.Main;
        var strategy = plan.Macros.Find("get_incremental_microbatch_sql", main.Name);
        var isOwn = plan.Project.Packages.Any(p => p.Root.Length > 0 && string.Equals(p.Name, strategy?.PackageName, StringComparison.Ordinal));
        inBatches = !isOwn || plan.Project.Behaves(OwnStrategyFlag);
    }

    public bool Covers(Draft draft) =>
        inBatches
        && draft.Type == ResourceType.Model
        && draft.Resolved.Config is var config
        && string.Equals(config.Materialized, "incremental", StringComparison.Ordinal)
        && string.Equals(config.Text("incremental_strategy"), "microbatch", StringComparison.Ordinal);

    /// <summary>Checks the configs of microbatch models, and makes a time of <c>begin</c> that is a text.</summary>
    public void Check(IEnumerable<Draft> drafts)
    {
        foreach (var draft in drafts)
        {
            if (draft.Resolved.Config.Enabled && Covers(draft))
            {
                CheckEventTime(draft);
                CheckBegin(draft);
                CheckBatchSize(draft);
                CheckOptional(draft);
            }
        }
    }

    /// <summary>Warns of microbatch models that would read everything in every batch.</summary>
    /// <param name="drafts">By unique id, with their references followed.</param>
    public void CheckInputs(IReadOnlyDictionary<string, Draft> drafts)
    {
        foreach (var draft in drafts.Values)
        {
            if (!draft.IsEnabled || !Covers(draft))
            {
                continue;
            }

            var isLimited = false;
            foreach (var id in draft.DependsOn)
            {
                var input = drafts[id];
                var column = input.Resolved.Config.Get("event_time");
                isLimited |= column.IsTruthy;
                if (column.IsTruthy && !column.IsString)
                {
                    Report(draft, $"reads '{input.Name}', whose event_time is {column.TypeName} and not the name of a column", input.Span,
                        $"Write the column's name as a text in the config of '{input.Name}'.");
                }
            }

            if (!isLimited)
            {
                plan.Diagnostics.Add(Diagnostic.Warning(
                    DiagnosticCodes.UnlimitedBatches,
                    $"The microbatch model '{draft.Name}' reads nothing that has an event_time, so that every batch reads everything.",
                    Place(draft),
                    "Set event_time: in the config of the models, seeds, snapshots or sources that it reads.") with { NodeId = draft.UniqueId });
            }
        }
    }

    private void CheckEventTime(Draft draft)
    {
        var value = draft.Resolved.Config.Get("event_time");
        if (!value.IsString)
        {
            Report(draft, value.IsMissing ? "needs 'event_time', the name of its column with the time" : $"needs a text as 'event_time', not {Shown(value)}",
                hint: "Write for example event_time='created_at' in its config().");
        }
    }

    private void CheckBegin(Draft draft)
    {
        const string Hint = "Write a date, or a date and a time: begin='2024-01-01' or begin='2024-01-01 06:00:00'.";
        var value = draft.Resolved.Config.Get("begin");
        if (value.As<DateTimeValue>() is not null)
        {
            return;
        }

        if (value.AsString() is not { } text)
        {
            Report(draft, value.IsMissing ? "needs 'begin', the time that its first batch begins at" : $"needs a time as 'begin', not {Shown(value)}", hint: Hint);
        }
        else if (!DateTimeValue.TryParseIso(text, out var time))
        {
            Report(draft, $"needs a time as 'begin', and '{text}' is none", hint: Hint);
        }
        else
        {
            var values = draft.Resolved.Config.Values.Copy();
            values["begin"] = Value.From(time);
            draft.Resolved = draft.Resolved with { Config = new NodeConfig(values) };
        }
    }

    private void CheckBatchSize(Draft draft)
    {
        var value = draft.Resolved.Config.Get("batch_size");
        if (!BatchTimes.TryParse(value.AsString(), out _))
        {
            Report(draft, value.IsMissing ? "needs 'batch_size', the time that each of its batches covers" : $"cannot have the batch_size {Shown(value)}",
                hint: "Use hour, day, month, year or minute.");
        }
    }

    private void CheckOptional(Draft draft)
    {
        var lookback = draft.Resolved.Config.Get("lookback");
        if (!lookback.IsMissing && !lookback.IsInteger && lookback.Kind != ValueKind.Boolean)
        {
            Report(draft, $"needs a whole number as 'lookback', not {Shown(lookback)}", hint: "Write how many batches before the current one are built again: lookback=3.");
        }
        else if (lookback.TryGetInt64(out var batches) && batches < 0)
        {
            plan.Diagnostics.Add(Diagnostic.Warning(
                DiagnosticCodes.InvalidConfig,
                $"The microbatch model '{draft.Name}' has the lookback {batches}, so that it builds a batch in the future, which is empty.",
                Place(draft),
                "Write how many batches before the current one are built again: lookback=3, or 0 for none.") with { NodeId = draft.UniqueId });
        }

        var concurrent = draft.Resolved.Config.Get("concurrent_batches");
        if (!concurrent.IsMissing && concurrent.Kind != ValueKind.Boolean)
        {
            Report(draft, $"needs true or false as 'concurrent_batches', not {Shown(concurrent)}", hint: "Leave it out to have it found out.");
        }
    }

    private static string Shown(Value value) => value.AsString() is { } text ? $"'{text}'" : $"{value.Repr()} ({value.TypeName})";

    private static SourceSpan? Place(Draft draft) => draft.Recorder.ConfigSpan ?? draft.Patch?.Span ?? draft.Span;

    private void Report(Draft draft, string what, SourceSpan? place = null, string? hint = null) => plan.Diagnostics.Add(Diagnostic.Error(
        DiagnosticCodes.InvalidConfig, $"The microbatch model '{draft.Name}' {what}.", place ?? Place(draft), hint) with { NodeId = draft.UniqueId });
}
