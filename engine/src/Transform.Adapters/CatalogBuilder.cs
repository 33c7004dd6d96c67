using System.Collections.Immutable;

namespace Transform.Adapters;

/// <summary>Puts relations together from rows of one column each, which come relation by relation.</summary>
public sealed class CatalogBuilder
{
    private readonly ImmutableArray<CatalogRelation>.Builder relations = ImmutableArray.CreateBuilder<CatalogRelation>();
    private readonly ImmutableArray<ColumnInfo>.Builder columns = ImmutableArray.CreateBuilder<ColumnInfo>();
    private CatalogRelation? current;

    /// <summary>A relation, which may be the one of the row before.</summary>
    /// <param name="relation">Without columns.</param>
    public void Add(CatalogRelation relation)
    {
        if (current?.Relation != relation.Relation)
        {
            Finish();
            current = relation;
        }
    }

    /// <summary>The next column of the relation that was added last.</summary>
    public void Add(ColumnInfo column) => columns.Add(column);

    public ImmutableArray<CatalogRelation> Build()
    {
        Finish();
        current = null;
        return relations.ToImmutable();
    }

    private void Finish()
    {
        if (current is not null)
        {
            relations.Add(current with { Columns = columns.ToImmutable() });
            columns.Clear();
        }
    }
}
