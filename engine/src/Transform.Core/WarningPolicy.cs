using System.Collections.Immutable;

namespace Transform.Core;

/// <summary>What becomes of warnings: dbt's <c>--warn-error</c> and <c>--warn-error-options</c>. A name weighs more than the
/// group of all deprecations, the group more than <c>all</c>; <c>silence</c> more than <c>warn</c>, <c>warn</c> more than
/// <c>error</c>.</summary>
public sealed record WarningPolicy
{
    /// <summary>Warnings stay warnings.</summary>
    public static readonly WarningPolicy Default = new();

    /// <summary>Every warning that dbt knows is an error.</summary>
    public static readonly WarningPolicy Errors = new() { AllAreErrors = true };

    public bool AllAreErrors { get; init; }

    public ImmutableArray<string> Error { get; init; } = [];

    public ImmutableArray<string> Warn { get; init; } = [];

    public ImmutableArray<string> Silence { get; init; } = [];

    public bool IsError(string name)
    {
        if (Warn.Contains(name) || Silence.Contains(name))
        {
            return false;
        }

        if (Error.Contains(name))
        {
            return true;
        }

        var grouped = WarningNames.IsDeprecation(name);
        var elsewhere = grouped && (Warn.Contains(WarningNames.Deprecations) || Silence.Contains(WarningNames.Deprecations));
        return !elsewhere && (AllAreErrors || (grouped && Error.Contains(WarningNames.Deprecations)));
    }

    public bool IsSilent(string name) =>
        Silence.Contains(name)
        || (WarningNames.IsDeprecation(name) && Silence.Contains(WarningNames.Deprecations) && !Error.Contains(name) && !Warn.Contains(name));

    /// <summary>The diagnostic as it is to be told; null when it is not. What dbt has no warning for stays a warning.</summary>
    public Diagnostic? Apply(Diagnostic diagnostic) =>
        diagnostic.Severity != Severity.Warning || WarningNames.Of(diagnostic) is not { } name ? diagnostic
        : IsError(name) ? diagnostic with { Severity = Severity.Error }
        : IsSilent(name) ? null
        : diagnostic;
}
