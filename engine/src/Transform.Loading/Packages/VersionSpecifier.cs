using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Transform.Loading.Packages;

/// <summary>How a specifier bounds a version.</summary>
public enum VersionMatcher
{
    Exact,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// <summary>A semantic version, or a bound such as <c>&gt;=1.2.0</c>. Compared as dbt compares them: bounds on the same version are
/// ordered by what they let through, and what comes before a release is below it.</summary>
public sealed partial class VersionSpecifier
{
    private VersionSpecifier(VersionMatcher matcher, string[] numbers, string? prerelease, string? build)
    {
        Matcher = matcher;
        Numbers = numbers;
        Prerelease = prerelease;
        Build = build;
    }

    /// <summary>The order of versions; equal bounds need not be the same texts.</summary>
    public static IComparer<VersionSpecifier> Order { get; } = Comparer<VersionSpecifier>.Create(static (a, b) => a.CompareTo(b));

    public VersionMatcher Matcher { get; }

    /// <summary>What follows the numbers: <c>rc1</c>; null for a release.</summary>
    public string? Prerelease { get; }

    private string? Build { get; }

    private string[] Numbers { get; }

    private bool IsLower => Matcher is VersionMatcher.Greater or VersionMatcher.GreaterOrEqual;

    private bool IsUpper => Matcher is VersionMatcher.Less or VersionMatcher.LessOrEqual;

    /// <summary>Reads <c>1.2.3</c>, <c>&gt;=1.2.3-rc1</c>, ...</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VersionSpecifier? version)
    {
        var match = Pattern().Match(text.Trim());
        version = !match.Success ? null : new VersionSpecifier(
            match.Groups["matcher"].Value switch
            {
                ">" => VersionMatcher.Greater,
                ">=" => VersionMatcher.GreaterOrEqual,
                "<" => VersionMatcher.Less,
                "<=" => VersionMatcher.LessOrEqual,
                _ => VersionMatcher.Exact,
            },
            [match.Groups["major"].Value, match.Groups["minor"].Value, match.Groups["patch"].Value],
            match.Groups["pre"] is { Success: true } pre ? pre.Value : null,
            match.Groups["build"] is { Success: true } build ? build.Value : null);
        return match.Success;
    }

    /// <exception cref="FormatException">It is no version.</exception>
    public static VersionSpecifier Parse(string text) =>
        TryParse(text, out var version) ? version : throw new FormatException($"'{text}' is not a semantic version.");

    internal int CompareTo(VersionSpecifier other)
    {
        for (var i = 0; i < Numbers.Length; i++)
        {
            if (CompareNumbers(Numbers[i], other.Numbers[i]) is var order && order != 0)
            {
                return order;
            }
        }

        if (Prerelease != other.Prerelease)
        {
            if (Prerelease is null)
            {
                // "<1.0.0" lets no 1.0.0-rc1 through.
                return Matcher == VersionMatcher.Less ? -1 : 1;
            }

            if (other.Prerelease is null)
            {
                return -1;
            }

            if (ComparePrereleases(Prerelease, other.Prerelease) is var order && order != 0)
            {
                return order;
            }
        }

        return CompareMatchers(other);
    }

    /// <summary>With the matcher, as dbt writes it: <c>=1.0.0</c>, <c>&gt;=1.0.0</c>.</summary>
    public override string ToString()
    {
        var matcher = Matcher switch
        {
            VersionMatcher.Greater => ">",
            VersionMatcher.GreaterOrEqual => ">=",
            VersionMatcher.Less => "<",
            VersionMatcher.LessOrEqual => "<=",
            _ => "=",
        };
        return $"{matcher}{string.Join('.', Numbers)}{(Prerelease is null ? string.Empty : "-" + Prerelease)}{(Build is null ? string.Empty : "+" + Build)}";
    }

    // Two bounds on one version: the one that lets less through from below is the higher one.
    private int CompareMatchers(VersionSpecifier other)
    {
        if ((Matcher, other.Matcher) is (VersionMatcher.GreaterOrEqual, VersionMatcher.LessOrEqual) or (VersionMatcher.LessOrEqual, VersionMatcher.GreaterOrEqual))
        {
            return 0;
        }

        if ((Matcher, other.Matcher) is (VersionMatcher.Less, VersionMatcher.LessOrEqual) or (VersionMatcher.GreaterOrEqual, VersionMatcher.Greater)
            || (IsUpper && other.IsLower))
        {
            return -1;
        }

        return (Matcher, other.Matcher) is (VersionMatcher.LessOrEqual, VersionMatcher.Less) or (VersionMatcher.Greater, VersionMatcher.GreaterOrEqual)
            || (IsLower && other.IsUpper) ? 1 : 0;
    }

    // Of any length; there are no leading zeros.
    private static int CompareNumbers(string a, string b) =>
        a.Length != b.Length ? a.Length.CompareTo(b.Length) : Math.Sign(string.CompareOrdinal(a, b));

    private static int ComparePrereleases(string a, string b)
    {
        var (first, second) = (a.Split('.'), b.Split('.'));
        for (var i = 0; i < Math.Min(first.Length, second.Length); i++)
        {
            var order = (ulong.TryParse(first[i], CultureInfo.InvariantCulture, out var x), ulong.TryParse(second[i], CultureInfo.InvariantCulture, out var y)) switch
            {
                (true, true) => x.CompareTo(y),
                (true, false) => -1,
                (false, true) => 1,
                _ => Math.Sign(string.CompareOrdinal(first[i], second[i])),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return a.Length.CompareTo(b.Length);
    }

    [GeneratedRegex(
        @"^(?<matcher>>=|<=|>|<|=)?\s*(?<major>0|[1-9][0-9]*)\.(?<minor>0|[1-9][0-9]*)\.(?<patch>0|[1-9][0-9]*)(?:-?(?<pre>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+(?<build>[0-9A-Za-z.-]*))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
