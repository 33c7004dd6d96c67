using System.Collections.Immutable;

namespace Transform.Core;

/// <summary>Collects what a stage finds wrong, from any thread.</summary>
public sealed class DiagnosticBag
{
    private readonly Lock gate = new();
    private readonly List<Diagnostic> items = [];

    public bool HasErrors { get; private set; }

    public void Add(Diagnostic diagnostic)
    {
        lock (gate)
        {
            items.Add(diagnostic);
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
            return [.. items
                .OrderBy(d => d.Span?.Source.Path ?? string.Empty, StringComparer.Ordinal)
                .ThenBy(d => d.Span?.Start ?? 0)];
        }
    }

    /// <summary>Ends the stage when an error was reported.</summary>
    public void ThrowIfErrors()
    {
        if (HasErrors)
        {
            throw new TransformException(ToImmutable());
        }
    }
}
