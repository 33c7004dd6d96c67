using Transform.Adapters;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What must hold between nodes: unique names and relations, no duplicate macros, config paths that match something.</summary>
internal static class Checks
{
    private static readonly ResourceType[] TypesWithConfigs =
    [
        ResourceType.Model, ResourceType.Seed, ResourceType.Snapshot, ResourceType.Test, ResourceType.Source, ResourceType.Exposure,
        ResourceType.UnitTest,
    ];

    /// <summary>Macros of one name in one package.</summary>
    public static void Macros(Plan plan)
    {
        foreach (var package in plan.Project.Packages)
        {
            var seen = new Dictionary<string, MacroBlock>(StringComparer.Ordinal);
            foreach (var block in package.Macros.SelectMany(file => file.Template.Blocks))
            {
                if (block.Kind is BlockKind.Macro or BlockKind.Test or BlockKind.Materialization && !seen.TryAdd(block.UniqueName, block))
                {
                    plan.Diagnostics.Add(Diagnostic.Error(
                        DiagnosticCodes.DuplicateName,
                        $"Two macros of package '{package.Name}' are named '{block.UniqueName}'; the other one is at {seen[block.UniqueName].NameSpan}.",
                        block.NameSpan,
                        "Rename or remove one of them."));
                }
            }
        }
    }

    /// <summary>Enabled nodes by unique id; two of one id are reported.</summary>
    public static Dictionary<string, Draft> UniqueIds(Plan plan, IEnumerable<Draft> drafts)
    {
        var unique = new Dictionary<string, Draft>(StringComparer.Ordinal);
        var names = new Dictionary<(string Package, string Name), Draft>();
        var mustBeUnique = plan.Project.Behaves(ProjectFlags.UniqueNames);
        foreach (var draft in drafts)
        {
            if (!draft.IsEnabled)
            {
                continue;
            }

            if (!unique.TryAdd(draft.UniqueId, draft))
            {
                if (draft.Test is null || draft.Span != unique[draft.UniqueId].Span)
                {
                    Report(plan, draft, unique[draft.UniqueId], Twice(draft), draft switch
                    {
                        { Test: not null } => "Remove one of the two tests, or give one of them a name:.",
                        { Source: not null } or { Declared: not null } => "Remove or rename one of the two entries.",
                        _ => "Rename one of the files: names are unique within a package, whatever the folder.",
                    });
                }
            }
            else if (draft.Type is ResourceType.Model or ResourceType.Seed or ResourceType.Snapshot
                && !names.TryAdd((draft.Package.Name, draft.SearchName), draft))
            {
                var other = names[(draft.Package.Name, draft.SearchName)];
                var message = $"A {draft.Type.ToName()} and a {other.Type.ToName()} are both named '{draft.Name}', so ref() cannot tell them apart";
                if (mustBeUnique)
                {
                    Report(plan, draft, other, message, "Rename one of them.");
                }
                else
                {
                    plan.Diagnostics.Add(Diagnostic.Deprecated(
                        "DuplicateNameDistinctNodeTypesDeprecation", message + "; it takes a seed, else a snapshot.", draft.Span ?? new SourceText(draft.OriginalFilePath, string.Empty).All,
                        "Rename one of them.") with { NodeId = draft.UniqueId });
                }
            }
        }

        return unique;
    }

    /// <summary>Two nodes that would be the same relation.</summary>
    public static void Relations(Plan plan, IEnumerable<Draft> drafts)
    {
        var seen = new Dictionary<(string?, string?, string?), Draft>();
        foreach (var draft in drafts)
        {
            if (!draft.IsEnabled || draft.RelationName is null || draft.Source is not null || draft.Type == ResourceType.Test)
            {
                continue;
            }

            var key = (draft.Database, draft.Schema, draft.Alias);
            if (!seen.TryAdd(key, draft) && seen[key].UniqueId != draft.UniqueId)
            {
                Report(plan, draft, seen[key], $"{draft.UniqueId} and {seen[key].UniqueId} would both be {draft.RelationName} in the warehouse",
                    "Give one of them another alias or schema.");
            }
        }
    }

    /// <summary>Config paths of the project file that no node is under.</summary>
    public static void ConfigPaths(Plan plan)
    {
        var fqns = plan.All.GroupBy(d => ConfigSchema.TreeKey(d.Type)).ToDictionary(g => g.Key, g => g.Select(d => d.Fqn).ToList());
        foreach (var type in TypesWithConfigs)
        {
            var key = ConfigSchema.TreeKey(type);
            if (plan.Project.Main.Settings.Configs.TryGetValue(key, out var tree))
            {
                Walk(plan, key, tree, [], fqns.GetValueOrDefault(key) ?? []);
            }
        }
    }

    private static void Walk(
        Plan plan, string key, ConfigTree tree, List<string> path, List<System.Collections.Immutable.ImmutableArray<string>> fqns)
    {
        foreach (var (name, child) in tree.Children)
        {
            path.Add(name);
            var below = fqns.Where(fqn => fqn.Length >= path.Count && fqn[path.Count - 1] == name).ToList();
            if (below.Count > 0)
            {
                Walk(plan, key, child, path, below);
            }
            else
            {
                var near = NearMiss.Question(name, fqns.Where(fqn => fqn.Length >= path.Count).Select(fqn => fqn[path.Count - 1]).Distinct());
                plan.Diagnostics.Add(Diagnostic.Warning(
                    DiagnosticCodes.UnusedConfigPath,
                    $"Nothing is under the config path {key}.{string.Join('.', path)}, so what it sets has no effect.",
                    child.Span,
                    near ?? "Remove it, or correct the folder's name. A config is written with a plus: +materialized: table."));
            }

            path.RemoveAt(path.Count - 1);
        }
    }

    private static string Twice(Draft draft) => draft.Source is { } source
        ? $"Two tables of the source '{source.Source.Name}' are named '{draft.Name}'"
        : $"Two {Plural(draft)} are named '{draft.Name}'";

    private static string Plural(Draft draft) => draft.Type == ResourceType.Analysis ? "analyses" : draft.Type.ToName().Replace('_', ' ') + "s";

    private static void Report(Plan plan, Draft draft, Draft other, string message, string hint) =>
        plan.Diagnostics.Add(Diagnostic.Error(
            DiagnosticCodes.DuplicateName,
            $"{message}; the other one is {other.Span?.ToString() ?? other.OriginalFilePath}.",
            draft.Span ?? new SourceText(draft.OriginalFilePath, string.Empty).All,
            hint) with { NodeId = draft.UniqueId });
}
