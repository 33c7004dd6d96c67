using Transform.Adapters;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary><c>graph</c>: every node as a dictionary, made when it is asked for.</summary>
internal sealed class GraphObject(Graph graph) : IHostObject
{
    private Value nodes;
    private Value sources;
    private Value exposures;

    public string TypeName => "graph";

    public bool TryGetItem(Value key, out Value value) => TryGetAttribute(key.AsString() ?? string.Empty, out value);

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "nodes" => nodes.IsUndefined ? nodes = Collect(n => n is not (SourceNode or DeclaredNode or OperationNode)) : nodes,
            "sources" => sources.IsUndefined ? sources = Collect(n => n is SourceNode) : sources,
            "exposures" => exposures.IsUndefined ? exposures = Collect(n => n.ResourceType == ResourceType.Exposure) : exposures,
            "metrics" => Collect(n => n.ResourceType == ResourceType.Metric),
            "semantic_models" => Collect(n => n.ResourceType == ResourceType.SemanticModel),
            "saved_queries" => Collect(n => n.ResourceType == ResourceType.SavedQuery),
            "groups" => Groups(),
            _ => Value.Undefined,
        };
        return !value.IsUndefined;
    }

    private DictValue Groups()
    {
        var groups = new DictValue();
        foreach (var group in graph.Groups)
        {
            groups[group.UniqueId] = DictValue.Of(
                ("name", group.Name), ("package_name", group.PackageName), ("unique_id", group.UniqueId), ("resource_type", "group"));
        }

        return groups;
    }

    private DictValue Collect(Func<Node, bool> wanted)
    {
        var found = new DictValue();
        foreach (var id in graph.Dag.Order)
        {
            if (graph.Nodes[id] is var node && wanted(node))
            {
                found[id] = NodeDictionary.Of(node);
            }
        }

        return found;
    }
}

/// <summary><c>api</c>: makes relations and columns.</summary>
internal sealed class ApiObject(ISqlDialect dialect) : IHostObject
{
    public string TypeName => "api";

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "Relation" => Value.From(new RelationType(dialect)),
            "Column" => Value.From(new ColumnType(dialect)),
            _ => Value.Undefined,
        };
        return !value.IsUndefined;
    }

    private sealed class RelationType(ISqlDialect dialect) : IHostObject
    {
        public string TypeName => "type";

        public bool TryGetAttribute(string name, out Value value)
        {
            value = name switch
            {
                "create" => Value.From(name, (_, a) => Value.From(new RelationObject(
                    new Relation(
                        a.Get(0, "database").AsString(),
                        a.Get(1, "schema").AsString(),
                        a.Get(2, "identifier").AsString(),
                        RelationObject.ParseKind(a.Get(3, "type"))),
                    dialect))),
                "Table" => "table",
                "View" => "view",
                "CTE" => "cte",
                "MaterializedView" => "materialized_view",
                "External" => "external",
                _ => Value.Undefined,
            };
            return !value.IsUndefined;
        }
    }

    private sealed class ColumnType(ISqlDialect dialect) : ICallable
    {
        public string TypeName => "type";

        public Value Call(RenderState state, Arguments arguments) => Value.From(new ColumnObject(
            new ColumnInfo(arguments.RequireString(0, "column", "Column"), arguments.Get(1, "dtype", "text").ToString()), dialect));

        public bool TryGetAttribute(string name, out Value value)
        {
            value = name switch
            {
                "create" => Value.From(name, (state, a) => Call(state, a)),
                "translate_type" => Value.From(name, (_, a) => ColumnObject.TranslateType(a)),
                "numeric_type" => Value.From(name, (_, a) => ColumnObject.NumericType(a)),
                "string_type" => Value.From(name, (_, a) => $"character varying({a.Get(0, "size")})"),
                _ => Value.Undefined,
            };
            return !value.IsUndefined;
        }
    }
}

/// <summary><c>validation.any[...]</c>: accepted for old macros, checks nothing.</summary>
internal sealed class ValidationObject : IHostObject
{
    public string TypeName => "validation";

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name is "any" ? Value.From(new ValidationObject()) : Value.Undefined;
        return !value.IsUndefined;
    }

    public bool TryGetItem(Value key, out Value value)
    {
        value = Value.None;
        return true;
    }
}
