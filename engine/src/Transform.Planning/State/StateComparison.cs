using System.Collections.Concurrent;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Compares a graph with an earlier one as dbt does: by what is written, not by what it becomes for a target. The earlier one is
/// read when the first question is asked. Thread-safe.</summary>
/// <param name="graph">The project as it is now.</param>
/// <param name="earlier">Reads the state.</param>
/// <param name="describe">A node's entry in a manifest that is written now.</param>
public sealed class StateComparison(Graph graph, Func<EarlierGraph> earlier, Func<Node, DictValue> describe)
{
    private readonly Lazy<EarlierGraph> state = new(earlier);
    private readonly Lazy<(MacroChanges Macros, VarChanges Vars)> changes = new(() => Changes(graph, earlier()));
    private readonly ConfigComparison configs = new(graph.Project.Context);
    private readonly ConcurrentDictionary<string, Diagnostic> warnings = new(StringComparer.Ordinal);

    public EarlierGraph State => state.Value;

    /// <summary>What the comparisons so far have found that is worth a word, in order.</summary>
    public IEnumerable<Diagnostic> Warnings => warnings.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value);

    public EarlierNode? Find(Node node) => State.Nodes.GetValueOrDefault(node.UniqueId);

    /// <summary>Something about the node itself, its contract, or a macro that it uses is different.</summary>
    public bool IsModified(Node node)
    {
        var then = Find(node);
        var isDifferent = node switch
        {
            RelationNode and not SourceNode => then is null || !SameContents((RelationNode)node, then),
            DeclaredNode { ResourceType: ResourceType.UnitTest } => then is null || !SameEntry(node, then, "checksum"),

            // To dbt something new of these kinds is not modified.
            _ => then is not null && !SameDeclared(node, then),
        };
        return isDifferent || HasModifiedMacros(node) || HasModifiedVars(node);
    }

    /// <summary>A macro that the node uses, however far down, is different.</summary>
    public bool HasModifiedMacros(Node node) => node.DependsOnMacros.Length > 0 && changes.Value.Macros.Touch(node.DependsOnMacros);

    /// <summary>A var that the node reads, itself or in a macro, is different.</summary>
    public bool HasModifiedVars(Node node) => changes.Value.Vars.Touch(node);

    /// <summary>Its code, or the rows of a seed.</summary>
    public bool HasModifiedBody(Node node) => node is RelationNode relation and not SourceNode && (Find(node) is not { } then || !SameBody(relation, then));

    public bool HasModifiedConfig(Node node) =>
        node is not DeclaredNode { ResourceType: ResourceType.UnitTest } && (Find(node) is not { } then || !configs.Same(node, then));

    /// <summary>Descriptions that are written to the warehouse.</summary>
    public bool HasModifiedDescriptions(Node node) =>
        node is RelationNode relation and not SourceNode && (Find(node) is not { } then || !SameDescriptions(relation, then));

    /// <summary>Where it is: database, schema and alias as configured.</summary>
    public bool HasModifiedRelation(Node node) => node is RelationNode relation && (Find(node) is not { } then || !SameRelation(relation, then));

    /// <summary>What an enforced contract promises.</summary>
    public bool HasModifiedContract(Node node) =>
        node is RelationNode and not SourceNode && (Find(node) is not { } then || (node is ModelNode model && !SameContract(model, then)));

    /// <summary>Tells of models with a contract that are no more.</summary>
    /// <exception cref="TransformException">Such a model has versions (TF3033).</exception>
    public void CheckRemoved()
    {
        foreach (var then in State.Nodes.Values)
        {
            if (then.IsContractEnforced && then.ResourceType == "model" && !graph.Nodes.ContainsKey(then.UniqueId))
            {
                var disabled = graph.Disabled.FirstOrDefault(node => node.UniqueId == then.UniqueId);
                Report(ContractChanges.Removed(then, disabled, graph.Project.Context.RunStartedAt), then.UniqueId, !then.Entry.ReadDict()["version"].IsMissing);
            }
        }
    }

    private static (MacroChanges, VarChanges) Changes(Graph graph, EarlierGraph earlier)
    {
        var calls = new MacroCalls(graph);
        return (new MacroChanges(graph, earlier, calls), new VarChanges(graph, earlier, calls));
    }

    private bool SameContents(RelationNode node, EarlierNode then) => node switch
    {
        TestNode { Metadata: not null } => configs.Same(node, then) && SameFqn(node, then),
        ModelNode model => SameContract(model, then) & (SameParts(node, then) && SameRef(model, then)),
        FunctionNode => SameParts(node, then) && SameEntry(node, then, "arguments", "returns"),
        _ => SameParts(node, then),
    };

    private bool SameParts(RelationNode node, EarlierNode then) =>
        SameBody(node, then) && configs.Same(node, then) && SameDescriptions(node, then) && SameFqn(node, then) && SameRelation(node, then);

    // What refs to it from elsewhere go by.
    private bool SameRef(ModelNode model, EarlierNode then) =>
        model.Access == (then.Access ?? "protected")
            && StateJson.Same(model.LatestVersion, then.LatestVersion.Read())
            && (model.DeprecationDate.IsMissing ? then.DeprecationDate.Read().IsMissing : SameEntry(model, then, "deprecation_date"));

    private bool SameBody(RelationNode node, EarlierNode then) => node switch
    {
        SeedNode seed => SameRows(seed, then),

        // A generic test's code repeats its configs, as they became for the target.
        TestNode { Metadata: not null, Templates: not null } => configs.Same(node, then),
        TemplateNode template => template.RawCode == then.RawCode,
        _ => true,
    };

    private bool SameRows(SeedNode seed, EarlierNode then)
    {
        var isSame = seed.Checksum == then.Checksum && seed.ChecksumName == then.ChecksumName;
        if (seed.ChecksumName == "path")
        {
            var (name, text) = then.ChecksumName != "path" ? ("SeedIncreased", "has grown too large to be compared: it counts as modified")
                : isSame ? ("SeedExceedsLimitSamePath", "is too large to be compared: with the same path as before it counts as unmodified")
                : ("SeedExceedsLimitAndPathChanged", "is too large to be compared: with another path than before it counts as modified");
            warnings.TryAdd(seed.UniqueId, Diagnostic.Warning(
                DiagnosticCodes.LargeSeed, $"The seed '{seed.Name}' {text}.", seed.Span, "Select it by name where its rows have changed.") with { Event = name });
        }

        return isSame;
    }

    private static bool SameDescriptions(RelationNode node, EarlierNode then)
    {
        if (node.Config.Get("persist_docs").AsDict() is not { Count: > 0 } persist)
        {
            return true;
        }

        if (persist["relation"].IsTruthy && node.Description != then.Description)
        {
            return false;
        }

        if (!persist["columns"].IsTruthy)
        {
            return true;
        }

        var columns = then.Columns.ReadDict();
        return columns.Count == node.Columns.Length && node.Columns.All(column =>
            columns.TryGetValue(column.Name, out var other) && (other.AsDict()?["description"].AsString() ?? string.Empty) == column.Description);
    }

    private static bool SameFqn(Node node, EarlierNode then) => node.Fqn.AsSpan().SequenceEqual(then.Fqn.AsSpan());

    private bool SameRelation(RelationNode node, EarlierNode then) => node is SourceNode source
        ? SameSource(source, then)
        : configs.SamePlace(node, then);

    // What is declared, so that another target is not another source; where the manifest lacks that, what it has become.
    private static bool SameSource(SourceNode source, EarlierNode then)
    {
        var entry = then.Entry.ReadDict();
        return SamePlace(source.DeclaredDatabase, source.Database, "database")
            && SamePlace(source.DeclaredSchema, source.Schema, "schema")
            && (ConfigComparison.SameTemplate(source, then, "identifier") ?? entry["identifier"].AsString() == source.Alias);

        bool SamePlace(string? declared, string? rendered, string key) => entry.ContainsKey("unrendered_" + key)
            ? entry["unrendered_" + key].AsString() == declared
            : entry[key].AsString() == rendered;
    }

    private bool SameDeclared(Node node, EarlierNode then) => node.ResourceType switch
    {
        ResourceType.Source => SameSource((SourceNode)node, then) && SameFqn(node, then) && configs.Same(node, then)
            && SameEntry(node, then, "quoting", "external") && SameWritten(node, then, "freshness", "loaded_at_field"),
        ResourceType.Exposure => SameFqn(node, then) && configs.Same(node, then) && SameReads(node, then)
            && SameEntry(node, then, "description") && SameWritten(node, then, ConfigComparison.OfExposures.AsSpan()),
        ResourceType.Metric => configs.Same(node, then) && SameEntry(node, then, "type", "description", "label", "filter", "type_params"),
        ResourceType.SemanticModel => SameEntry(
            node, then, "model", "description", "defaults", "entities", "dimensions", "measures", "config", "primary_entity", "group"),
        ResourceType.SavedQuery => SameEntry(node, then, "query_params", "description", "label", "config", "group", "tags") && SameExports(node, then),
        _ => true,
    };

    // By what is written of them: where they lead to is the target's.
    private bool SameExports(Node node, EarlierNode then)
    {
        var (before, after) = (then.Entry.ReadDict()["exports"].AsList() ?? [], describe(node)["exports"].AsList() ?? []);
        return before.Count == after.Count && after.Zip(before, static (now, then) => now.AsDict() is { } left && then.AsDict() is { } right
            && StateJson.Same(left["name"], right["name"])
            && StateJson.Same(left["unrendered_config"], right["unrendered_config"])).All(static same => same);
    }

    private static bool SameReads(Node node, EarlierNode then) =>
        then.Entry.ReadDict()["depends_on"].AsDict()?["nodes"].AsList() is { } nodes
        && nodes.Select(id => id.ToString()).ToHashSet(StringComparer.Ordinal).SetEquals(node.DependsOn);

    // As it is written, where that is a template: another target is no difference.
    private bool SameWritten(Node node, EarlierNode then, params ReadOnlySpan<string> keys)
    {
        var isSame = true;
        foreach (var key in keys)
        {
            isSame &= ConfigComparison.SameTemplate(node, then, key) ?? SameEntry(node, then, key);
        }

        return isSame;
    }

    private bool SameEntry(Node node, EarlierNode then, params ReadOnlySpan<string> keys)
    {
        var (before, after) = (then.Entry.ReadDict(), describe(node));
        foreach (var key in keys)
        {
            if (!StateJson.Same(after[key], before[key]))
            {
                return false;
            }
        }

        return true;
    }

    private bool SameContract(ModelNode model, EarlierNode then)
    {
        var isEnforced = ContractChanges.IsEnforced(model);
        if (!then.IsContractEnforced)
        {
            return !isEnforced;
        }

        var (before, after) = (then.Entry.ReadDict(), describe(model));
        if (isEnforced && StateJson.Same(after["contract"].AsDict()?["checksum"] ?? default, before["contract"].AsDict()?["checksum"] ?? default))
        {
            return true;
        }

        Report(ContractChanges.Between(model, before, after), model.UniqueId, !model.Version.IsMissing);
        return false;
    }

    private void Report(Diagnostic? change, string id, bool isVersioned)
    {
        if (change is not null)
        {
            if (isVersioned)
            {
                throw new TransformException(change with { Severity = Severity.Error, Event = null });
            }

            warnings.TryAdd(id, change);
        }
    }
}
