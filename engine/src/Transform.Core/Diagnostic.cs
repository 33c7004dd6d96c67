using System.Collections.Immutable;

namespace Transform.Core;

/// <summary>How grave a diagnostic is. Warnings become errors under <c>--warn-error</c>.</summary>
public enum Severity
{
    Warning,
    Error,
}

/// <summary>One thing that is wrong: what, where, why, and what to do next.</summary>
/// <param name="Code">A constant of <see cref="DiagnosticCodes"/>; it has a page in <c>docs/errors/</c>.</param>
/// <param name="Severity">Error stops the stage once it has reported everything; a warning does not.</param>
/// <param name="Message">One sentence that names the cause, without the place.</param>
/// <param name="Span">The place, where there is one.</param>
/// <param name="Hint">The next step for the reader.</param>
public sealed record Diagnostic(
    string Code, Severity Severity, string Message, SourceSpan? Span = null, string? Hint = null)
{
    /// <summary>The macro calls that led here, innermost first.</summary>
    public ImmutableArray<DiagnosticFrame> Frames { get; init; } = [];

    /// <summary>The node that was being worked on, by unique id, where there is one.</summary>
    public string? NodeId { get; init; }

    /// <summary>The column that it is about, where it is about one.</summary>
    public string? Column { get; init; }

    /// <summary>dbt's name of a deprecation. Of each only the first place is reported, unless all are asked for.</summary>
    public string? Deprecation { get; init; }

    /// <summary>How many places a deprecation stands for.</summary>
    public int Occurrences { get; init; } = 1;

    /// <summary>dbt's name of a warning, where its code alone does not say.</summary>
    public string? Event { get; init; }

    public static Diagnostic Error(string code, string message, SourceSpan? span = null, string? hint = null) =>
        new(code, Severity.Error, message, span, hint);

    public static Diagnostic Warning(string code, string message, SourceSpan? span = null, string? hint = null) =>
        new(code, Severity.Warning, message, span, hint);

    /// <summary>The same at a place that its reader can change. Where it happened in the engine's own macros that is the innermost
    /// call in the project's files, else the other place; the frames say where in the engine it was.</summary>
    /// <param name="otherwise">Null where there is none.</param>
    public Diagnostic InProject(SourceSpan? otherwise)
    {
        if (Span is { Source.IsBuiltIn: false })
        {
            return this;
        }

        foreach (var frame in Frames)
        {
            if (!frame.Span.Source.IsBuiltIn)
            {
                return this with { Span = frame.Span };
            }
        }

        return this with { Span = otherwise ?? Span };
    }

    /// <summary>A spelling that still works and should not be used any more.</summary>
    /// <param name="name">dbt's name of the deprecation.</param>
    public static Diagnostic Deprecated(string name, string message, SourceSpan? span, string? hint = null) =>
        Warning(DiagnosticCodes.DeprecatedSpelling, $"{message} ({name})", span, hint) with { Deprecation = name };
}

/// <summary>One macro or file on the way to a diagnostic.</summary>
/// <param name="Name">The macro's name with its package, else the file's path.</param>
/// <param name="Span">The place in it that had been reached.</param>
public readonly record struct DiagnosticFrame(string Name, SourceSpan Span);
