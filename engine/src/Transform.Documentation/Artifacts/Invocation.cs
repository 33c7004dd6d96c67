using System.Collections.Immutable;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>One call of the program, as artifacts record it.</summary>
public sealed record Invocation
{
    public required Guid Id { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>When the artifact is made; the start where it is not given.</summary>
    public DateTimeOffset? Generated { get; init; }

    /// <summary>The command with its flags by dbt's names, for <c>args</c> of the run results.</summary>
    public DictValue Arguments { get; init; } = new();

    /// <summary>The environment variables whose names start with <c>DBT_ENV_CUSTOM_ENV_</c>, without that prefix: the
    /// tools that read artifacts expect them in the metadata.</summary>
    public IReadOnlyDictionary<string, string> CustomEnvironment { get; init; } = ImmutableDictionary<string, string>.Empty;

    internal const string CustomPrefix = "DBT_ENV_CUSTOM_ENV_";

    /// <summary>Picks the custom variables out of an environment.</summary>
    public static IReadOnlyDictionary<string, string> CustomOf(IReadOnlyDictionary<string, string> environment) =>
        environment.Keys.Where(static name => name.StartsWith(CustomPrefix, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(static name => name[CustomPrefix.Length..], name => environment[name], StringComparer.Ordinal);
}
