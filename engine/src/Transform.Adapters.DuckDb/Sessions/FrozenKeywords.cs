using System.Collections.Frozen;

namespace Transform.Adapters.DuckDb;

/// <summary>The words that DuckDB quotes when it prints them as a name.</summary>
internal sealed class FrozenKeywords(IEnumerable<string> words)
{
    private readonly FrozenSet<string> words = words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>A name as DuckDB prints it inside a type: quoted when it has to be.</summary>
    internal string Print(string name) => IsPlain(name) ? name : Sql.Quote(name);

    private bool IsPlain(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return !words.Contains(name);
    }
}
