using System.Diagnostics.CodeAnalysis;

namespace Transform.Loading.Packages;

/// <summary>The versions between two bounds, each of which may be missing; both are the same for one exact version.</summary>
public sealed class VersionRange
{
    private VersionRange(VersionSpecifier? start, VersionSpecifier? end)
    {
        Start = start;
        End = end;
    }

    public static VersionRange Any { get; } = new(null, null);

    public VersionSpecifier? Start { get; }

    public VersionSpecifier? End { get; }

    /// <summary>What is left when all of the specifiers hold; false when nothing is.</summary>
    public static bool TryReduce(IReadOnlyList<VersionSpecifier> specifiers, [NotNullWhen(true)] out VersionRange? range)
    {
        range = Any;
        foreach (var specifier in specifiers)
        {
            if (!range.TryIntersect(Of(specifier), out range))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a version lies in the range.</summary>
    public bool Contains(VersionSpecifier version) => TryIntersect(Of(version), out _);

    /// <summary><c>&gt;=1.0.0, &lt;2.0.0</c>, <c>=1.0.0</c>, <c>ANY</c>.</summary>
    public override string ToString() => (Start, End) switch
    {
        (null, null) => "ANY",
        (null, _) => End.ToString(),
        (_, null) => Start.ToString(),
        _ => ReferenceEquals(Start, End) ? Start.ToString() : $"{Start}, {End}",
    };

    private static VersionRange Of(VersionSpecifier specifier) => specifier.Matcher switch
    {
        VersionMatcher.Exact => new(specifier, specifier),
        VersionMatcher.Greater or VersionMatcher.GreaterOrEqual => new(specifier, null),
        _ => new(null, specifier),
    };

    private bool TryIntersect(VersionRange other, [NotNullWhen(true)] out VersionRange? range)
    {
        range = null;
        if (!TryBound(Start, other.Start, isLower: true, out var start) || !TryBound(End, other.End, isLower: false, out var end))
        {
            return false;
        }

        if (start is not null && end is not null && start.CompareTo(end) > 0)
        {
            return false;
        }

        range = new VersionRange(start, end);
        return true;
    }

    // The stricter of two bounds; an exact version wins where it keeps to the other.
    private static bool TryBound(VersionSpecifier? a, VersionSpecifier? b, bool isLower, out VersionSpecifier? bound)
    {
        bound = a ?? b;
        if (a is null || b is null)
        {
            return true;
        }

        if (a.Matcher == VersionMatcher.Exact && b.Matcher == VersionMatcher.Exact)
        {
            bound = a;
            return a.CompareTo(b) == 0;
        }

        if (a.Matcher == VersionMatcher.Exact || b.Matcher == VersionMatcher.Exact)
        {
            var (exact, limit) = a.Matcher == VersionMatcher.Exact ? (a, b) : (b, a);
            var order = limit.CompareTo(exact);
            bound = exact;
            return order == 0
                ? limit.Matcher is VersionMatcher.GreaterOrEqual or VersionMatcher.LessOrEqual
                : isLower ? order < 0 : order > 0;
        }

        var comparison = a.CompareTo(b);
        bound = isLower ? (comparison < 0 ? b : a) : (comparison > 0 ? b : a);
        return true;
    }
}
