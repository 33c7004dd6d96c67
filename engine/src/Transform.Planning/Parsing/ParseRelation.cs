using Transform.Adapters;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>A relation as templates see it before anything is known of the warehouse.</summary>
internal sealed class ParseRelation(Relation relation, ISqlDialect dialect) : IHostObject
{
    public string TypeName => "Relation";

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "database" => relation.Database,
            "schema" => relation.Schema,
            "identifier" or "name" or "table" => relation.Identifier,
            "type" => Value.None,
            "is_table" or "is_view" or "is_cte" => false,
            "render" => Value.From(name, (_, _) => Render()),
            "include" or "quote" or "incorporate" or "without_identifier" or "without_schema" =>
                Value.From(name, (_, arguments) => Value.From(Derive(name, arguments))),
            _ => default,
        };
        return !value.IsUndefined;
    }

    public string Render() => dialect.Render(relation);

    private ParseRelation Derive(string function, Arguments arguments)
    {
        bool Keep(string part) => arguments.Get(int.MaxValue, part, true).IsTruthy;
        var next = function switch
        {
            "include" => relation with
            {
                Database = Keep("database") ? relation.Database : null,
                Schema = Keep("schema") ? relation.Schema : null,
                Identifier = Keep("identifier") ? relation.Identifier : null,
            },
            "quote" => relation with { Quoting = new QuotePolicy(Keep("database"), Keep("schema"), Keep("identifier")) },
            "without_identifier" => relation with { Identifier = null },
            _ => relation,
        };
        return new ParseRelation(next, dialect);
    }
}
