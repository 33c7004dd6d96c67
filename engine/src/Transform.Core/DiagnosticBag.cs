using System.Collections.Immutable;

namespace Transform.Core;

/// <summary>Collects what a stage finds wrong, from any thread.</summary>
/// <param name="allDeprecations">Keep every place of a deprecation, not only the first.</param>
public sealed class DiagnosticBag(bool allDeprecations = false)
{
    private readonly Lock gate = new();
    private readonly List<Diagnostic> items = [];
    private readonly Dictionary<string, (Diagnostic First, int Count)> deprecations = new(StringComparer.Ordinal);

    public bool HasErrors { get; private set; }

    public void Add(Diagnostic diagnostic)
    {
        lock (gate)
        {
            if (!allDeprecations && diagnostic.Deprecation is { } name)
            {
                AddDeprecation(name, diagnostic);
            }
            else
            {
                items.Add(diagnostic);
            }

            HasErrors |= diagnostic.Severity == Severity.Error;
        }
    }

    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            Add(diagnostic);
        }
    }

    /// <summary>What was found so far, ordered by path and position so that parallel work reports alike.</summary>
    public ImmutableArray<Diagnostic> ToImmutable()
    {
        lock (gate)
        {
            return [.. items.Concat(deprecations.Values.Select(static found => found.First with { Occurrences = found.Count }))
                .OrderBy(d => d.Span?.Source.Path ?? string.Empty, StringComparer.Ordinal)
                .ThenBy(d => d.Span?.Start ?? 0)];
        }
    }

    private static int Compare(Diagnostic a, Diagnostic b)
    {
        var order = string.CompareOrdinal(a.Span?.Source.Path, b.Span?.Source.Path);
        return order != 0 ? order : (a.Span?.Start ?? 0).CompareTo(b.Span?.Start ?? 0);
    }

    private void AddDeprecation(string name, Diagnostic diagnostic) =>
        deprecations[name] = deprecations.TryGetValue(name, out var found)
            ? (Compare(diagnostic, found.First) < 0 ? diagnostic : found.First, found.Count + diagnostic.Occurrences)
            : (diagnostic, diagnostic.Occurrences);

    /// <summary>Ends the stage when an error was reported.</summary>
    public void ThrowIfErrors()
    {
        if (HasErrors)
        {
            throw new TransformException(ToImmutable());
        }
    }
}
