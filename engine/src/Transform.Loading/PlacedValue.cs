using System.Collections.Immutable;
using Transform.Core;
using Transform.Templating;

namespace Transform.Loading;

/// <summary>A value of a YAML file, rendered, with the places of all its parts.</summary>
/// <param name="Value">The whole of it.</param>
/// <param name="Span">Where it is written.</param>
public sealed record PlacedValue(Value Value, SourceSpan Span)
{
    /// <summary>The items, where it is a list.</summary>
    public ImmutableArray<PlacedValue> Items { get; init; } = [];

    /// <summary>The entries, where it is a mapping.</summary>
    public ImmutableArray<PlacedEntry> Entries { get; init; } = [];

    /// <summary>The value of a key; null where there is no such key.</summary>
    public PlacedValue? this[string key]
    {
        get
        {
            foreach (var entry in Entries)
            {
                if (string.Equals(entry.Key, key, StringComparison.Ordinal))
                {
                    return entry.Value;
                }
            }

            return null;
        }
    }
}

/// <summary>One entry of a mapping.</summary>
public readonly record struct PlacedEntry(string Key, SourceSpan KeySpan, PlacedValue Value);
