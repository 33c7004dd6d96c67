namespace Transform.Planning;

/// <summary>Matches qualified names, with or without the package, as dbt does: the name alone, a prefix of the path, or
/// either with wildcards.</summary>
internal sealed class FqnMatcher
{
    private readonly string selector;
    private readonly string[] parts;
    private readonly int firstWildcard;
    private readonly Glob? rest;
    private readonly Glob? whole;

    public FqnMatcher(string selector)
    {
        this.selector = selector;
        parts = selector.Split('.');
        firstWildcard = Array.FindIndex(parts, Glob.HasWildcard);
        rest = firstWildcard < 0 ? null : Glob.ForNames(string.Join('.', parts[firstWildcard..]));
        whole = firstWildcard < 0 ? null : Glob.ForNames(selector);
    }

    /// <summary>A node is found only where it has one of these (<see cref="KeysOf"/>); null where any may be.</summary>
    public string[]? Keys => firstWildcard >= 0 ? null : [selector, parts[0], parts.Length == 1 ? selector : $"{parts[^2]}_{parts[^1]}"];

    /// <summary>What a selector without wildcards finds a node by.</summary>
    public static IEnumerable<string> KeysOf(Node node)
    {
        foreach (var part in node.Fqn)
        {
            yield return part;
            if (part.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot)
            {
                yield return part[..dot];
            }
        }

        if (node is ModelNode { Version.IsMissing: false } && node.Fqn.Length > 1)
        {
            yield return $"{node.Fqn[^2]}_{node.Fqn[^1]}";
        }
    }

    public bool Matches(ReadOnlySpan<string> fqn, bool isVersioned) =>
        MatchesFrom(fqn, isVersioned) || (fqn.Length > 1 && MatchesFrom(fqn[1..], isVersioned));

    private bool MatchesFrom(ReadOnlySpan<string> fqn, bool isVersioned)
    {
        if (isVersioned && fqn.Length > 1)
        {
            if (fqn[^2] == selector || IsVersionedName(fqn))
            {
                return true;
            }
        }
        else if (fqn[^1] == selector)
        {
            return true;
        }

        var flat = Flatten(fqn);
        if (flat.Length < parts.Length)
        {
            return false;
        }

        var checkedParts = firstWildcard < 0 ? parts.Length : firstWildcard;
        for (var i = 0; i < checkedParts; i++)
        {
            if (flat[i] != parts[i])
            {
                return false;
            }
        }

        if (rest is null)
        {
            return true;
        }

        return rest.Matches(string.Join('.', flat[firstWildcard..]!))
            || (parts.Length == 1 && whole!.Matches(isVersioned && fqn.Length > 1 ? fqn[^2] : fqn[^1]));
    }

    private bool IsVersionedName(ReadOnlySpan<string> fqn) =>
        $"{fqn[^2]}_{fqn[^1]}" == (parts.Length == 1 ? parts[0] : $"{parts[^2]}_{parts[^1]}");

    private static ReadOnlySpan<string> Flatten(ReadOnlySpan<string> fqn)
    {
        foreach (var part in fqn)
        {
            if (part.Contains('.', StringComparison.Ordinal))
            {
                return fqn.ToArray().SelectMany(p => p.Split('.')).ToArray();
            }
        }

        return fqn;
    }
}
