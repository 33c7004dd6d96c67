using System.Collections.Immutable;

namespace Transform.Adapters;

/// <summary>What only its adapter says of a relation, by the names that templates ask for. It is no part of what makes two relations
/// the same: any two are equal.</summary>
public sealed class RelationTraits : IEquatable<RelationTraits>
{
    private readonly ImmutableDictionary<string, object?> values;

    private RelationTraits(ImmutableDictionary<string, object?> values) => this.values = values;

    public static RelationTraits None { get; } = new(ImmutableDictionary<string, object?>.Empty);

    /// <param name="name">The name.</param>
    /// <param name="value">A plain value: null, bool, long, string, a list or a dictionary of such.</param>
    public RelationTraits With(string name, object? value) => new(values.SetItem(name, value));

    public bool TryGet(string name, out object? value) => values.TryGetValue(name, out value);

    public bool Equals(RelationTraits? other) => other is not null;

    public override bool Equals(object? obj) => obj is RelationTraits;

    public override int GetHashCode() => 0;
}
