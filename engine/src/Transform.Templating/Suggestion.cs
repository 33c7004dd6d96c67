namespace Transform.Templating;

/// <summary>"Did you mean": the nearest of the names that exist.</summary>
internal static class Suggestion
{
    private const int MaxDistance = 2;
    private const int MaxLength = 64;

    /// <summary>A hint with the nearest name, or null when none is near.</summary>
    public static string? For(string name, IEnumerable<string> candidates) =>
        Nearest(name, candidates) is { } nearest ? $"Did you mean '{nearest}'?" : null;

    /// <summary>The nearest name within two edits (one for short names), or null.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        if (name.Length > MaxLength)
        {
            return null;
        }

        string? best = null;
        var bestDistance = Math.Min(MaxDistance, name.Length / 3 + (name.Length > 1 ? 1 : 0)) + 1;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - name.Length) < bestDistance
                && Distance(name, candidate, bestDistance) is var distance && distance < bestDistance)
            {
                best = candidate;
                bestDistance = distance;
            }
        }

        return best;
    }

    // Edits between two names, case aside, a swap of neighbours counting as one.
    private static int Distance(string a, string b, int limit)
    {
        Span<int> before = stackalloc int[b.Length + 1];
        Span<int> previous = stackalloc int[b.Length + 1];
        Span<int> current = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            var smallest = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                current[j] = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
                }

                smallest = Math.Min(smallest, current[j]);
            }

            if (smallest > limit)
            {
                return limit;
            }

            var spare = before;
            before = previous;
            previous = current;
            current = spare;
        }

        return previous[b.Length];
    }
}
