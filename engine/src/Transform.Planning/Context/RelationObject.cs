using Transform.Adapters;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>A relation as templates see it: dbt's <c>Relation</c>. Immutable: its methods give new ones.</summary>
public sealed partial record RelationObject(Relation Relation, ISqlDialect Dialect) : IHostObject
{
    private QuotePolicy Include { get; init; } = QuotePolicy.All;

    /// <summary>Read at most so many rows of it; null for all.</summary>
    public long? Limit { get; init; }

    /// <summary>Which rows a template reads that prints it; its name alone, <c>.render()</c>, is not limited by it.</summary>
    public RowFilter? Filter { get; init; }

    /// <summary>A view of <c>information_schema</c>; null for any other relation.</summary>
    private string? InformationSchemaView { get; init; }

    private bool IsInformationSchema { get; init; }

    private bool IsMadeByRun { get; init; }

    private string? Catalog { get; init; }

    public string TypeName => IsInformationSchema ? "InformationSchema" : $"{Dialect.Types.Prefix}Relation";

    public bool IsTruthy => true;

    public bool IsMapping => true;

    /// <summary>The relation with only the parts that are included.</summary>
    public Relation Included => Relation with
    {
        Database = Include.Database ? Relation.Database : null,
        Schema = Include.Schema ? Relation.Schema : null,
        Identifier = Include.Identifier ? Relation.Identifier : null,
    };

    /// <summary>What stands in SQL: the name, or a query where only some of the rows are to be read.</summary>
    public string Render()
    {
        if (Relation.Kind == RelationKind.Function || (Limit is null && Filter is null))
        {
            return RenderName();
        }

        var rendered = RenderLimited();
        return Filter is { } filter ? filter.Render(rendered, Relation.Identifier, Dialect) : rendered;
    }

    public string Repr() => $"<{TypeName} {RenderName()}>";

    public bool IsEqualTo(Value other) => other.As<RelationObject>() is { } relation && Equals(relation);

    public int HashCode() => Relation.GetHashCode();

    // Python's Mapping raises for these too: nobody means them.
    public IEnumerable<Value> Iterate() => throw TransformException.Error(
        DiagnosticCodes.OperationFailed, $"The relation {RenderName()} is no list: it can be neither counted nor looped over.",
        hint: "To loop over its columns write adapter.get_columns_in_relation(relation).");

    public bool TryGetItem(Value key, out Value value)
    {
        value = default;
        return key.AsString() is { } name && TryGetAttribute(name, out value);
    }

    /// <summary>dbt's name of a kind; None when it is not known.</summary>
    public static Value KindName(RelationKind kind) => kind switch
    {
        RelationKind.Table => "table",
        RelationKind.View => "view",
        RelationKind.Cte => "cte",
        RelationKind.MaterializedView => "materialized_view",
        RelationKind.External => "external",
        RelationKind.Function => "function",
        RelationKind.PointerTable => "pointer_table",
        RelationKind.Ephemeral => "ephemeral",
        RelationKind.Dictionary => "dictionary",
        _ => Value.None,
    };

    public static RelationKind ParseKind(Value name) => name.AsString() switch
    {
        "table" => RelationKind.Table,
        "view" => RelationKind.View,
        "cte" => RelationKind.Cte,
        "materialized_view" => RelationKind.MaterializedView,
        "external" => RelationKind.External,
        "function" => RelationKind.Function,
        "pointer_table" => RelationKind.PointerTable,
        "ephemeral" => RelationKind.Ephemeral,
        "dictionary" => RelationKind.Dictionary,
        _ => RelationKind.Unknown,
    };

    private string RenderName()
    {
        var name = Dialect.Render(Included);
        return InformationSchemaView is null ? name : $"{name}.{InformationSchemaView}";
    }

    private string RenderLimited() => Limit switch
    {
        null => RenderName(),
        0 => $"(select * from {RenderName()} where false limit 0){Alias}",
        _ => $"(select * from {RenderName()} limit {Limit}){Alias}",
    };

    private string Alias => Dialect.SubqueriesNeedAlias ? $" _dbt_limit_subq_{Relation.Identifier}" : string.Empty;
}
