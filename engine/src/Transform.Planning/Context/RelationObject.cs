using Transform.Adapters;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>A relation as templates see it: dbt's <c>Relation</c>. Immutable: its methods give new ones.</summary>
public sealed class RelationObject : IHostObject
{
    private readonly ISqlDialect dialect;
    private readonly QuotePolicy include;

    /// <param name="filter">The rows that are read of it; null for all.</param>
    public RelationObject(Relation relation, ISqlDialect dialect, RowFilter? filter = null)
        : this(relation, dialect, QuotePolicy.All, filter)
    {
    }

    private RelationObject(Relation relation, ISqlDialect dialect, QuotePolicy include, RowFilter? filter)
    {
        Relation = relation;
        this.dialect = dialect;
        this.include = include;
        Filter = filter;
    }

    public Relation Relation { get; }

    /// <summary>Which rows a template reads that prints it; its name alone, <c>.render()</c>, is not limited by it.</summary>
    public RowFilter? Filter { get; }

    public string TypeName => "Relation";

    public bool IsTruthy => true;

    /// <summary>The relation with only the parts that are included.</summary>
    public Relation Included => Relation with
    {
        Database = include.Database ? Relation.Database : null,
        Schema = include.Schema ? Relation.Schema : null,
        Identifier = include.Identifier ? Relation.Identifier : null,
    };

    /// <summary>What a template prints: the name, or the query that reads some of its rows.</summary>
    public string Render() => Filter is { } filter ? filter.Render(Name, Relation.Identifier, dialect) : Name;

    public string Repr() => $"<Relation {Name}>";

    public bool IsEqualTo(Value other) =>
        other.As<RelationObject>() is { } relation
        && relation.Relation == Relation && relation.include == include && relation.Filter == Filter;

    public int HashCode() => Relation.GetHashCode();

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "database" => Relation.Database,
            "schema" => Relation.Schema,
            "identifier" or "name" or "table" => Relation.Identifier,
            "type" => KindName(Relation.Kind),
            "is_table" => Relation.Kind == RelationKind.Table,
            "is_view" => Relation.Kind == RelationKind.View,
            "is_cte" => Relation.Kind == RelationKind.Cte,
            "is_materialized_view" => Relation.Kind == RelationKind.MaterializedView,
            "is_pointer" => false,
            "can_be_renamed" => Relation.Kind is RelationKind.Table or RelationKind.View,
            "can_be_replaced" => Relation.Kind is RelationKind.Table or RelationKind.View,
            "quote_character" => "\"",
            "path" => DictValue.Of(("database", Relation.Database), ("schema", Relation.Schema), ("identifier", Relation.Identifier)),
            "quote_policy" => Policy(Relation.Quoting),
            "include_policy" => Policy(include),
            "render" => Value.From(name, (_, _) => Name),
            "include" => Value.From(name, (_, arguments) => Value.From(new RelationObject(Relation, dialect, Change(include, arguments), Filter))),
            "quote" => Value.From(name, (_, arguments) =>
                With(Relation with { Quoting = Change(Relation.Quoting, arguments) })),
            "without_identifier" => Value.From(name, (_, _) =>
                Value.From(new RelationObject(Relation, dialect, include with { Identifier = false }, Filter))),
            "incorporate" => Value.From(name, (_, arguments) => Incorporate(arguments)),
            "replace_path" => Value.From(name, (_, arguments) => With(WithPath(arguments))),
            "quoted" => Value.From(name, (_, arguments) => dialect.Quote(arguments.RequireString(0, "identifier", name))),
            "matches" => Value.From(name, (_, arguments) => Relation.SameName(WithPath(arguments))),
            "information_schema" => Value.From(name, (_, arguments) => InformationSchema(arguments.Get(0, "view_name"))),
            "get" => Value.From(name, (_, arguments) =>
                TryGetAttribute(arguments.RequireString(0, "key", name), out var found) ? found : arguments.Get(1, "default", Value.None)),
            _ => Value.Undefined,
        };
        return !value.IsUndefined;
    }

    public bool TryGetItem(Value key, out Value value) => TryGetAttribute(key.AsString() ?? string.Empty, out value);

    /// <summary>dbt's name of a kind; None when it is not known.</summary>
    public static Value KindName(RelationKind kind) => kind switch
    {
        RelationKind.Table => "table",
        RelationKind.View => "view",
        RelationKind.Cte => "cte",
        RelationKind.MaterializedView => "materialized_view",
        RelationKind.External => "external",
        _ => Value.None,
    };

    public static RelationKind ParseKind(Value name) => name.AsString() switch
    {
        "table" => RelationKind.Table,
        "view" => RelationKind.View,
        "cte" => RelationKind.Cte,
        "materialized_view" => RelationKind.MaterializedView,
        "external" => RelationKind.External,
        _ => RelationKind.Unknown,
    };

    private string Name => dialect.Render(Included);

    private static Value Policy(QuotePolicy policy) => DictValue.Of(
        ("database", policy.Database), ("schema", policy.Schema), ("identifier", policy.Identifier));

    private static QuotePolicy Change(QuotePolicy policy, Arguments arguments) => new(
        Flag(arguments.Get(0, "database"), policy.Database),
        Flag(arguments.Get(1, "schema"), policy.Schema),
        Flag(arguments.Get(2, "identifier"), policy.Identifier));

    private static bool Flag(Value value, bool fallback) => value.IsMissing ? fallback : value.IsTruthy;

    private Value With(Relation relation) => Value.From(new RelationObject(relation, dialect, include, Filter));

    private Value Incorporate(Arguments arguments)
    {
        var relation = Relation;
        if (arguments.TryGet("path", out var path) && path.AsDict() is { } parts)
        {
            relation = relation with
            {
                Database = Part(parts, "database", relation.Database),
                Schema = Part(parts, "schema", relation.Schema),
                Identifier = Part(parts, "identifier", relation.Identifier),
            };
        }

        if (arguments.TryGet("type", out var type))
        {
            relation = relation with { Kind = ParseKind(type) };
        }

        return With(relation);
    }

    private Relation WithPath(Arguments arguments) => Relation with
    {
        Database = arguments.TryGet(0, "database", out var database) ? database.AsString() : Relation.Database,
        Schema = arguments.TryGet(1, "schema", out var schema) ? schema.AsString() : Relation.Schema,
        Identifier = arguments.TryGet(2, "identifier", out var identifier) ? identifier.AsString() : Relation.Identifier,
    };

    private static string? Part(DictValue parts, string name, string? fallback) =>
        parts.TryGetValue(name, out var value) ? value.AsString() : fallback;

    private Value InformationSchema(Value view) => Value.From(new RelationObject(
        new Relation(Relation.Database, "information_schema", view.AsString()) { Quoting = new QuotePolicy(true, false, false) }, dialect, include, null));
}
