using System.Collections.Concurrent;

namespace Transform.Templating;

/// <summary>One string object per name, the same as a literal of the program has: thousands of templates share their names, and
/// equal names are mostly the same object.</summary>
internal static class NamePool
{
    private static readonly ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        Names.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Get(ReadOnlySpan<char> name)
    {
        if (BySpan.TryGetValue(name, out var pooled))
        {
            return pooled;
        }

        var created = string.Intern(name.ToString());
        return Names.GetOrAdd(created, created);
    }
}
