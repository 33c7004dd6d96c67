using System.Collections.Concurrent;
using Transform.Templating;

namespace Transform.Loading;

/// <summary>What templates have asked of the call and its surroundings while a project was parsed: where the answers would be the same, and the
/// files are, the project is. Thread-safe.</summary>
public sealed class ReadLog
{
    private readonly ConcurrentDictionary<string, string?> environment = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> variables = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> flags = new(StringComparer.Ordinal);

    /// <summary>The environment variables, with their values; null where they were not set.</summary>
    public IReadOnlyDictionary<string, string?> Environment => environment;

    /// <summary>The names that <c>var()</c> was asked for.</summary>
    public IEnumerable<string> Variables => variables.Keys;

    /// <summary>The names of <c>flags</c> that were looked at.</summary>
    public IEnumerable<string> Flags => flags.Keys;

    /// <summary>All flags were looked at, as a whole.</summary>
    public bool HasReadAllFlags { get; private set; }

    /// <summary>The first moment, in UTC ticks, from which something is said otherwise.</summary>
    public long Until { get; private set; } = long.MaxValue;

    /// <summary>A template has warned of something.</summary>
    public bool HasWarned { get; private set; }

    /// <summary>Notes that an environment variable was asked for.</summary>
    public void AddEnvironment(string name, string? value) => environment.TryAdd(name, value);

    /// <summary>Notes that a variable was asked for.</summary>
    public void AddVariable(string name) => variables.TryAdd(name, 0);

    /// <summary>Notes that something depends on whether a moment that is to come has passed. Not thread-safe.</summary>
    public void AddMoment(DateTimeOffset moment) => Until = Math.Min(Until, moment.UtcTicks);

    /// <summary>Notes that a flag was looked at.</summary>
    public void AddFlag(string name) => flags.TryAdd(name, 0);

    /// <summary>Notes that all flags were looked at.</summary>
    public void AddAllFlags() => HasReadAllFlags = true;

    internal void AddWarning() => HasWarned = true;
}
