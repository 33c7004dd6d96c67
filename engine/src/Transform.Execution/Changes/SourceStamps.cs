using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
using Transform.Execution.Nodes;
using Transform.Planning;

namespace Transform.Execution.Changes;

/// <summary>What a source is now.</summary>
/// <param name="Data">Another text where its rows, or its columns, are other ones; null where nothing tells.</param>
/// <param name="Shape">Another text where its columns are other ones; null where nothing tells.</param>
/// <param name="Doubt">Why <paramref name="Data"/> is not known, for people.</param>
internal sealed record SourceStamp(string? Data, string? Shape, string? Doubt = null);

/// <summary>Looks what sources are now, each once in a run and only where a node wants to know. Thread-safe.</summary>
internal sealed class SourceStamps(Compiler compiler, FileStamps files, IRunObserver observer)
{
    private readonly ConcurrentDictionary<string, Lazy<SourceStamp>> stamps = new(StringComparer.Ordinal);

    /// <param name="session">Of the calling worker; others that ask for the same source meanwhile wait for it.</param>
    public SourceStamp Of(SourceNode source, WarehouseSession session) =>
        stamps.GetOrAdd(source.UniqueId, _ => new Lazy<SourceStamp>(() => Look(source, session))).Value;

    private SourceStamp Look(SourceNode source, WarehouseSession session)
    {
        if (source.ExternalLocation is { } location)
        {
            return LookAtFiles(source, location);
        }

        string? shape = null;
        try
        {
            shape = Hash.Of(string.Join('\n', session.GetColumns(source.Relation).Select(c => $"{c.Name} {c.DataType}")));
            if (source.LoadedAtField is null && source.LoadedAtQuery is null)
            {
                return new SourceStamp(null, shape, $"nothing tells whether the source {Name(source)} has other rows (loaded_at_field would)");
            }

            var threshold = FreshnessThreshold.Of(source) ?? new FreshnessThreshold(null, null, null);
            var freshness = FreshnessRun.Ask(source, threshold, new NodeContext(compiler, source, session), observer);
            return new SourceStamp($"{shape} {Text(freshness)}", shape);
        }
        catch (Exception e) when (e is TransformException or WarehouseException)
        {
            return new SourceStamp(null, shape, $"the source {Name(source)} cannot be asked for its newest row: {e.Message}");
        }
    }

    private SourceStamp LookAtFiles(SourceNode source, string location)
    {
        var reads = SqlReads.Of($"select * from {location}", FrozenSet<string>.Empty);
        var text = new StringBuilder();
        foreach (var pattern in reads.Files)
        {
            if (files.Of(pattern) is not { } stamp)
            {
                return Unknown($"nothing tells whether the file {pattern} of the source {Name(source)} is another one");
            }

            text.Append(stamp);
        }

        return reads.Doubt is { } doubt ? Unknown($"the source {Name(source)}: {doubt}")
            : reads.Files.IsEmpty ? Unknown($"nothing tells which files the source {Name(source)} has")
            : new SourceStamp(text.ToString(), text.ToString());
    }

    private static SourceStamp Unknown(string doubt) => new(null, null, doubt);

    private static string Name(SourceNode source) => $"{source.SourceName}.{source.Name}";

    // While rows may still come in that have the same time as the newest one, that time tells nothing.
    private static string Text(SourceFreshness freshness)
    {
        var newest = freshness.MaxLoadedAt;
        var text = newest.Ticks.ToString(CultureInfo.InvariantCulture);
        return newest > DateTime.MinValue && freshness.Age < Unit(newest) ? $"{text} {Guid.NewGuid()}" : text;
    }

    private static TimeSpan Unit(DateTime newest) =>
        newest.TimeOfDay == TimeSpan.Zero ? TimeSpan.FromDays(1)
        : newest.Ticks % TimeSpan.TicksPerHour == 0 ? TimeSpan.FromHours(1)
        : newest.Ticks % TimeSpan.TicksPerMinute == 0 ? TimeSpan.FromMinutes(1)
        : newest.Ticks % TimeSpan.TicksPerSecond == 0 ? TimeSpan.FromSeconds(1)
        : TimeSpan.FromMilliseconds(1);
}
