namespace Transform.Core;

/// <summary>Finds what somebody who mistyped a name probably meant.</summary>
public static class NearMiss
{
    /// <summary>The candidate nearest to the name, or null when none is near. Case, hyphens and underscores hardly count.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        var folded = Fold(name);
        var limit = folded.Length switch { <= 2 => 0, <= 4 => 1, <= 8 => 2, _ => 3 };
        string? best = null;
        var bestDistance = limit + 1;
        foreach (var candidate in candidates)
        {
            var other = Fold(candidate);
            if (Math.Abs(other.Length - folded.Length) >= bestDistance)
            {
                continue;
            }

            var distance = Distance(folded, other);
            if (distance < bestDistance)
            {
                best = candidate;
                bestDistance = distance;
            }
        }

        return best;
    }

    /// <summary><c>Did you mean 'x'?</c>, or null when nothing is near.</summary>
    public static string? Question(string name, IEnumerable<string> candidates) =>
        Find(name, candidates) is { } near ? $"Did you mean '{near}'?" : null;

    private static string Fold(string name) =>
        string.Create(name.Length, name, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = text[i] == '-' ? '_' : char.ToLowerInvariant(text[i]);
            }
        });

    // Optimal string alignment: insertions, deletions, replacements and swapped neighbours each cost one.
    private static int Distance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
                }
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[b.Length];
    }
}
