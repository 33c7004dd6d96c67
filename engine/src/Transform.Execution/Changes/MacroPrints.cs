using System.Collections.Concurrent;
using System.Text;
using Transform.Core;
using Transform.Execution.Materializations;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Changes;

/// <summary>Fingerprints of what shapes a node's result besides its SQL: the project's own macros in its materialization and in its hooks, with
/// the vars and environment variables that those read. The engine's own macros count with the engine. Thread-safe.</summary>
internal sealed class MacroPrints(Graph graph)
{
    private readonly ConcurrentDictionary<(string Materialization, string Package), string> known = new();

    /// <returns>Empty where nothing of the project's is in it.</returns>
    public string Of(Node node)
    {
        var materialization = node.ResourceType switch
        {
            ResourceType.Test => "test",
            ResourceType.UnitTest => "unit",
            ResourceType.Seed => "seed",
            ResourceType.Function => "function",
            _ => node.Config.Materialized,
        };
        var print = known.GetOrAdd((materialization, node.PackageName), static (key, self) => self.OfMaterialization(key.Materialization, key.Package), this);
        var hooks = Hooks.Of(node.Config, "pre-hook", "pre_hook", "post-hook", "post_hook");
        return hooks.Count == 0 ? print : Hash.Of(print + OfHooks(hooks, node.PackageName));
    }

    private string OfMaterialization(string name, string package)
    {
        if (!graph.Macros.HasOwn)
        {
            return string.Empty;
        }

        var text = new StringBuilder();
        Add(
            text,
            graph.Macros.Reach.All(graph.Macros.FindMaterialization(name), package)
                .Concat(Strategies(name).SelectMany(macro => graph.Macros.Reach.All(macro, package))),
            package);
        return text.Length == 0 ? string.Empty : Hash.Of(text.ToString());
    }

    // A materialization finds them by a name that it makes of the config, so that its text does not say which.
    private IEnumerable<MacroBlock> Strategies(string materialization) => graph.Macros.All.Select(static all => all.Macro).Where(macro => materialization switch
    {
        "incremental" => macro.UniqueName.Contains("get_incremental_", StringComparison.Ordinal),
        "snapshot" => macro.UniqueName.EndsWith("_strategy", StringComparison.Ordinal),
        _ => false,
    });

    private string OfHooks(IReadOnlyList<NodeHook> hooks, string package)
    {
        var text = new StringBuilder();
        foreach (var hook in hooks)
        {
            if (!hook.Sql.Contains('{', StringComparison.Ordinal))
            {
                continue;
            }

            var calls = TemplateAnalysis.Calls(Template.Parse(new SourceText("hook", hook.Sql)));
            AddReads(text, calls, package);
            foreach (var call in calls)
            {
                var macro = call.Qualifier is { } other ? graph.Macros.FindIn(other, call.Name) : graph.Macros.Find(call.Name, package);
                Add(text, graph.Macros.Reach.All(macro, package), package);
            }
        }

        return text.ToString();
    }

    private void Add(StringBuilder text, IEnumerable<MacroBlock> macros, string package)
    {
        foreach (var macro in macros.Where(macro => !graph.Macros.IsBuiltIn(macro)).DistinctBy(MacroRegistry.UniqueId).OrderBy(MacroRegistry.UniqueId, StringComparer.Ordinal))
        {
            text.Append(MacroRegistry.UniqueId(macro)).Append('\0').Append(macro.Text).Append('\0');
            AddReads(text, TemplateAnalysis.Calls(macro), package);
        }
    }

    private void AddReads(StringBuilder text, IEnumerable<TemplateCall> calls, string package)
    {
        foreach (var call in calls)
        {
            if (call.Name is "env_var")
            {
                text.Append(call.FirstText).Append('=').Append(call.FirstText is { } name ? graph.Project.Context.EnvironmentOf(name) : string.Empty).Append('\0');
            }
            else if (call is { Name: "var", Qualifier: null } or { Qualifier: "var" })
            {
                foreach (var (name, value) in graph.Macros.Vars(package).All.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    if (call.FirstText is null || call.FirstText == name)
                    {
                        text.Append(name).Append('=').Append(value.Repr()).Append('\0');
                    }
                }
            }
        }
    }
}
