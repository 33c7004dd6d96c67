using System.Collections.Immutable;

namespace Transform.Core;

/// <summary>Ends a stage that cannot go on, with everything it found wrong. It is the only exception that carries
/// a user's mistake; any other exception is a fault of Transform itself.</summary>
public sealed class TransformException : Exception
{
    public TransformException(Diagnostic diagnostic)
        : this([diagnostic])
    {
    }

    public TransformException(ImmutableArray<Diagnostic> diagnostics, Exception? inner = null)
        : base(string.Join(Environment.NewLine, diagnostics.Select(d => d.Message)), inner) => Diagnostics = diagnostics;

    public ImmutableArray<Diagnostic> Diagnostics { get; }

    public static TransformException Error(string code, string message, SourceSpan? span = null, string? hint = null) =>
        new(Diagnostic.Error(code, message, span, hint));
}
