using Transform.Adapters;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Something for each part of a relation's name: dbt's <c>Path</c> and <c>Policy</c>.</summary>
internal sealed class RelationParts : IHostObject
{
    private static readonly string[] Names = ["database", "schema", "identifier"];
    private readonly Value[] parts;

    private RelationParts(string typeName, params Value[] parts)
    {
        TypeName = typeName;
        this.parts = parts;
    }

    public string TypeName { get; }

    public bool IsMapping => true;

    public static RelationParts Path(Relation relation) => new("Path", relation.Database, relation.Schema, relation.Identifier);

    public static RelationParts Policy(QuotePolicy policy) => new("Policy", policy.Database, policy.Schema, policy.Identifier);

    public string Render() => $"{TypeName}(database={parts[0].Repr()}, schema={parts[1].Repr()}, identifier={parts[2].Repr()})";

    public bool IsEqualTo(Value other) => other.As<RelationParts>() is { } found && parts.SequenceEqual(found.parts);

    public int HashCode() => parts[2].GetHashCode();

    public DictValue ToDict(bool omitNone)
    {
        var dict = new DictValue();
        for (var i = 0; i < parts.Length; i++)
        {
            if (!omitNone || !parts[i].IsNone)
            {
                dict[Names[i]] = parts[i];
            }
        }

        return dict;
    }

    public bool TryGetAttribute(string name, out Value value)
    {
        var index = Array.IndexOf(Names, name);
        value = index >= 0 ? parts[index] : name switch
        {
            "get" => Value.From(name, (_, a) =>
                TryGetAttribute(a.RequireString(0, "key", name), out var found) ? found : a.Get(1, "default", Value.None)),
            "get_part" => Value.From(name, (_, a) => Part(a.Require(0, "key", name))),
            "get_lowered_part" => Value.From(name, (_, a) =>
                Part(a.Require(0, "key", name)) is var part && part.AsString() is { } text ? text.ToLowerInvariant() : part),
            "to_dict" => Value.From(name, (_, a) => ToDict(a.Get(0, "omit_none", false).IsTruthy)),
            _ => Value.Undefined,
        };
        return index >= 0 || !value.IsUndefined;
    }

    public bool TryGetItem(Value key, out Value value)
    {
        value = default;
        return key.AsString() is { } name && TryGetAttribute(name, out value);
    }

    private Value Part(Value key) => Array.IndexOf(Names, key.AsString() ?? string.Empty) is >= 0 and var index ? parts[index] : Value.None;
}

/// <summary>dbt's <c>RelationType</c>: the types of relations by their Python names, and called with the name of one.</summary>
internal sealed class RelationTypes : ICallable
{
    public string TypeName => "RelationType";

    public Value Call(RenderState state, Arguments arguments) => arguments.Require(0, "value", "RelationType");

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "Table" => "table",
            "View" => "view",
            "CTE" => "cte",
            "MaterializedView" => "materialized_view",
            "Ephemeral" => "ephemeral",
            "External" => "external",
            "PointerTable" => "pointer_table",
            "Function" => "function",
            _ => Value.Undefined,
        };
        return !value.IsUndefined;
    }
}
