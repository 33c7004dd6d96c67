using Transform.Core;

namespace Transform.Cli;

/// <summary>Counts deprecated spellings by dbt's names, for the end of a command.</summary>
internal sealed class DeprecationSummary
{
    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);

    public void Add(IEnumerable<Diagnostic> told)
    {
        foreach (var diagnostic in told)
        {
            if (WarningNames.Of(diagnostic) is { } name && WarningNames.IsDeprecation(name))
            {
                counts[name] = counts.GetValueOrDefault(name) + diagnostic.Occurrences;
            }
        }
    }

    /// <summary>How often each was met; null where each place was shown already.</summary>
    /// <param name="allShown">Every place was shown.</param>
    public Diagnostic? Tell(bool allShown) =>
        allShown || counts.Values.All(static count => count == 1)
            ? null
            : Diagnostic.Warning(
                DiagnosticCodes.DeprecatedSpelling,
                $"Deprecated spellings: {string.Join(", ", counts.Select(static c => $"{c.Key} ({(c.Value == 1 ? "once" : $"{c.Value} times")})"))}.",
                hint: "Run again with --show-all-deprecations to see every place.");
}
