using Transform.Adapters;

namespace Transform.Compilation;

/// <summary>What relations the warehouse has, schema by schema: each schema is listed once, on the first question about
/// it, and kept true by telling it of every change. Thread-safe.</summary>
public sealed class RelationCache
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string?, string), Dictionary<string, Relation>> schemas = new(SchemaComparer.Instance);

    /// <summary>The relation of that name as it is in the warehouse, with its kind; null when there is none.</summary>
    public Relation? Find(Relation name, WarehouseSession session)
    {
        var relations = Schema(name.Database, name.Schema ?? string.Empty, session);
        lock (gate)
        {
            return relations.GetValueOrDefault(name.Identifier ?? string.Empty);
        }
    }

    public IReadOnlyList<Relation> List(string? database, string schema, WarehouseSession session)
    {
        var relations = Schema(database, schema, session);
        lock (gate)
        {
            return [.. relations.Values];
        }
    }

    /// <summary>The relation is there now, or is something else than before.</summary>
    public void Add(Relation relation)
    {
        lock (gate)
        {
            if (schemas.TryGetValue((relation.Database, relation.Schema ?? string.Empty), out var relations))
            {
                relations[relation.Identifier ?? string.Empty] = relation;
            }
        }
    }

    public void Remove(Relation relation)
    {
        lock (gate)
        {
            if (schemas.TryGetValue((relation.Database, relation.Schema ?? string.Empty), out var relations))
            {
                relations.Remove(relation.Identifier ?? string.Empty);
            }
        }
    }

    public void Rename(Relation from, Relation to)
    {
        lock (gate)
        {
            Remove(from);
            Add(to with { Kind = from.Kind });
        }
    }

    /// <summary>Forgets a schema, so that it is listed again.</summary>
    public void Forget(string? database, string schema)
    {
        lock (gate)
        {
            schemas.Remove((database, schema));
        }
    }

    private Dictionary<string, Relation> Schema(string? database, string schema, WarehouseSession session)
    {
        lock (gate)
        {
            if (schemas.TryGetValue((database, schema), out var known))
            {
                return known;
            }
        }

        // Listed outside of the lock: two workers may list the same schema at the start, and the first one's answer stays.
        var listed = new Dictionary<string, Relation>(StringComparer.OrdinalIgnoreCase);
        foreach (var relation in session.ListRelations(database, schema))
        {
            listed[relation.Identifier ?? string.Empty] = relation;
        }

        lock (gate)
        {
            if (schemas.TryGetValue((database, schema), out var known))
            {
                return known;
            }

            schemas[(database, schema)] = listed;
            return listed;
        }
    }

    private sealed class SchemaComparer : IEqualityComparer<(string? Database, string Schema)>
    {
        public static SchemaComparer Instance { get; } = new();

        public bool Equals((string? Database, string Schema) x, (string? Database, string Schema) y) =>
            StringComparer.OrdinalIgnoreCase.Equals(x.Database ?? string.Empty, y.Database ?? string.Empty)
            && StringComparer.OrdinalIgnoreCase.Equals(x.Schema, y.Schema);

        public int GetHashCode((string? Database, string Schema) key) => HashCode.Combine(
            StringComparer.OrdinalIgnoreCase.GetHashCode(key.Database ?? string.Empty),
            StringComparer.OrdinalIgnoreCase.GetHashCode(key.Schema));
    }
}
