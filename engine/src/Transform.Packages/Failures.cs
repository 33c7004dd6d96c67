using Transform.Core;

namespace Transform.Packages;

/// <summary>The errors of installing that are thrown in several places.</summary>
internal static class Failures
{
    public static TransformException Source(string message, SourceSpan? span, string? hint) =>
        TransformException.Error(DiagnosticCodes.PackageSourceFailed, message, span, hint);

    public static TransformException Invalid(string message, SourceSpan? span = null, string? hint = null) =>
        TransformException.Error(DiagnosticCodes.InvalidPackage, message, span, hint);
}
