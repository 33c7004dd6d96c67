using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary><c>graph</c>: every node as a dictionary, made when it is asked for. One for the whole run: what a template puts into it
/// the others see; the plan stays as it is. Thread-safe, as the methods of what lies in it are.</summary>
internal sealed class GraphObject : IHostObject
{
    private readonly Lock gate = new();
    private readonly DictValue entries = new();
    private readonly Dictionary<string, Func<DictValue>> unmade;

    public GraphObject(Graph graph)
    {
        unmade = new Dictionary<string, Func<DictValue>>(StringComparer.Ordinal)
        {
            ["exposures"] = () => Collect(graph, ResourceType.Exposure),
            ["functions"] = () => Collect(graph, ResourceType.Function),
            ["groups"] = () => Groups(graph),
            ["metrics"] = () => Collect(graph, ResourceType.Metric),
            ["nodes"] = () => Collect(
                graph,
                ResourceType.Model, ResourceType.Seed, ResourceType.Snapshot, ResourceType.Test, ResourceType.Analysis, ResourceType.Operation),
            ["sources"] = () => Collect(graph, ResourceType.Source),
            ["semantic_models"] = () => Collect(graph, ResourceType.SemanticModel),
            ["saved_queries"] = () => Collect(graph, ResourceType.SavedQuery),
        };
        foreach (var name in unmade.Keys)
        {
            entries[name] = Value.None;
        }
    }

    public string TypeName => "dict";

    public bool IsMapping => true;

    public int? Length
    {
        get
        {
            lock (gate)
            {
                return entries.Count;
            }
        }
    }

    public IEnumerable<Value> Iterate()
    {
        lock (gate)
        {
            return [.. entries.Keys];
        }
    }

    public bool TryGetItem(Value key, out Value value)
    {
        value = default;
        return key.AsString() is { } name && TryGet(name, out value);
    }

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "keys" => Value.From(name, (_, _) => new ListValue(Iterate())),
            "values" => Value.From(name, (_, _) => new ListValue(Iterate().Select(Get))),
            "items" => Value.From(name, (_, _) => new ListValue(Iterate().Select(key => (Value)TupleValue.Of(key, Get(key))))),
            "get" => Value.From(name, (_, a) => TryGet(a.Require(0, "key", name).ToString(), out var found) ? found : a.Get(1, "default", Value.None)),
            "setdefault" => Value.From(name, (_, a) => Update(a.Require(0, "key", name).ToString(), a.Get(1, "default", Value.None), replace: false)),
            "update" => Value.From(name, (_, a) =>
            {
                foreach (var (key, entry) in a.Get(0, "other").AsDict() ?? [])
                {
                    Update(key.ToString(), entry, replace: true);
                }

                return Value.None;
            }),
            "pop" => Value.From(name, (_, a) => Pop(a.Require(0, "key", name).ToString(), a.Get(1, "default", Value.None))),
            _ => Value.Undefined,
        };
        return !value.IsUndefined || TryGet(name, out value);
    }

    private static DictValue Collect(Graph graph, params ReadOnlySpan<ResourceType> types)
    {
        var found = new DictValue();
        foreach (var id in graph.Dag.Order)
        {
            if (graph.Nodes[id] is var node && types.Contains(node.ResourceType))
            {
                found[id] = NodeDictionary.Of(node, graph);
            }
        }

        return found;
    }

    private static DictValue Groups(Graph graph)
    {
        var groups = new DictValue();
        foreach (var group in graph.Groups)
        {
            groups[group.UniqueId] = NodeDictionary.Of(group);
        }

        return groups;
    }

    private Value Get(Value key) => TryGet(key.ToString(), out var value) ? value : Value.None;

    private bool TryGet(string name, out Value value)
    {
        lock (gate)
        {
            if (unmade.Remove(name, out var make))
            {
                entries[name] = make();
            }

            return entries.TryGetValue(name, out value);
        }
    }

    private Value Update(string name, Value value, bool replace)
    {
        lock (gate)
        {
            if (!replace && TryGet(name, out var present))
            {
                return present;
            }

            unmade.Remove(name);
            entries[name] = value;
            return value;
        }
    }

    private Value Pop(string name, Value fallback)
    {
        lock (gate)
        {
            if (!TryGet(name, out var value))
            {
                return fallback;
            }

            entries.Remove(name);
            return value;
        }
    }
}
