using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>One thing that references can name.</summary>
/// <param name="Package">Its package.</param>
/// <param name="UniqueId">Its id.</param>
internal readonly record struct NameEntry(string Package, string UniqueId);

/// <summary>Finds unique ids by what <c>ref()</c> and <c>source()</c> say. Immutable once built.</summary>
internal sealed partial class NameIndex
{
    private readonly Project project;
    private readonly bool nodePackageFirst;
    private readonly Dictionary<string, NameEntry[]> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NameEntry[]> disabledNodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NameEntry[]> sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NameEntry[]> disabledSources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NameEntry[]> functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NameEntry[]> disabledFunctions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> versions = new(StringComparer.Ordinal);

    public NameIndex(Project project, IEnumerable<Draft> drafts)
    {
        this.project = project;
        nodePackageFirst = project.Behaves(ProjectFlags.NodePackageFirst);
        foreach (var draft in drafts)
        {
            var entry = new NameEntry(draft.Package.Name, draft.UniqueId);
            if (draft.Type is ResourceType.Model or ResourceType.Seed or ResourceType.Snapshot)
            {
                AddNode(draft.IsEnabled ? nodes : disabledNodes, draft, entry);
            }
            else if (draft.Type == ResourceType.Function)
            {
                Add(draft.IsEnabled ? functions : disabledFunctions, draft.Name, entry);
            }
            else if (draft.Source is { } source)
            {
                Add(draft.IsEnabled ? sources : disabledSources, $"{source.Source.Name}.{draft.Name}", entry);
            }
        }
    }

    /// <summary>The unique id that a <c>ref</c> leads to, or why there is none.</summary>
    public (string? Id, Diagnostic? Problem) Ref(RefCall call, string package)
    {
        var key = call.Version.IsMissing ? call.Name : $"{call.Name}.v{call.Version}";
        if (Find(nodes, key, call.Package, package, out var problem, call.Span) is { } found)
        {
            return (found, null);
        }

        if (problem is not null)
        {
            return (null, problem);
        }

        var shown = (call.Package is null ? string.Empty : call.Package + ".") + call.Name
            + (call.Version.IsMissing ? string.Empty : $" version {call.Version}");
        return Find(disabledNodes, key, call.Package, package, out _, call.Span) is { } disabled
            ? (null, Diagnostic.Error(
                DiagnosticCodes.DisabledReference,
                $"ref() leads to '{shown}', which is disabled.",
                call.Span,
                $"Enable {disabled} in its config, or remove the ref."))
            : (null, Diagnostic.Error(
                DiagnosticCodes.ReferenceNotFound,
                $"There is no model, seed or snapshot named '{shown}'.",
                call.Span,
                RefHint(call, key)));
    }

    /// <summary>The unique id that a <c>source</c> leads to, or why there is none.</summary>
    public (string? Id, Diagnostic? Problem) Source(SourceCall call, string package)
    {
        var key = $"{call.Source}.{call.Table}";
        if (Find(sources, key, null, package, out _, call.Span) is { } found)
        {
            return (found, null);
        }

        return Find(disabledSources, key, null, package, out _, call.Span) is { } disabled
            ? (null, Diagnostic.Error(
                DiagnosticCodes.DisabledReference,
                $"source() leads to '{key}', which is disabled.",
                call.Span,
                $"Enable {disabled} in its config, or remove the source()."))
            : (null, Diagnostic.Error(
                DiagnosticCodes.SourceNotFound,
                $"There is no table '{call.Table}' in a source named '{call.Source}'.",
                call.Span,
                NearMiss.Question(key, sources.Keys)
                    ?? $"Declare it in a YAML file: under sources:, a source '{call.Source}' with a table '{call.Table}'."));
    }

    /// <summary>The unique id that a <c>function</c> leads to, or why there is none.</summary>
    public (string? Id, Diagnostic? Problem) Function(FunctionCall call, string package)
    {
        if (Find(functions, call.Name, call.Package, package, out var problem, call.Span) is { } found)
        {
            return (found, null);
        }

        if (problem is not null)
        {
            return (null, problem);
        }

        var shown = (call.Package is null ? string.Empty : call.Package + ".") + call.Name;
        return Find(disabledFunctions, call.Name, call.Package, package, out _, call.Span) is { } disabled
            ? (null, Diagnostic.Error(
                DiagnosticCodes.DisabledReference, $"function() leads to '{shown}', which is disabled.", call.Span,
                $"Enable {disabled} in its config, or remove the call."))
            : (null, Diagnostic.Error(
                DiagnosticCodes.ReferenceNotFound, $"There is no function named '{shown}'.", call.Span,
                (call.Package is null ? null : project.HintForPackage(call.Package)) ?? NearMiss.Question(call.Name, functions.Keys) ?? $"Add a file functions/{call.Name}.sql, or check the name."));
    }

    private string RefHint(RefCall call, string key)
    {
        if (versions.TryGetValue(call.Name, out var known))
        {
            return $"'{call.Name}' has the versions {string.Join(", ", known)}.";
        }

        if (!call.Version.IsMissing && nodes.ContainsKey(call.Name))
        {
            return $"'{call.Name}' has no versions: write ref('{call.Name}').";
        }

        if (call.Package is not null && project.HintForPackage(call.Package) is { } hint)
        {
            return hint;
        }

        if (call.Package is not null && nodes.TryGetValue(key, out var elsewhere))
        {
            return $"'{call.Name}' is in package '{elsewhere[0].Package}'.";
        }

        if (sources.Keys.FirstOrDefault(name => name.EndsWith("." + call.Name, StringComparison.Ordinal)) is { } source)
        {
            return $"'{call.Name}' is a table of a source: write source('{source[..source.IndexOf('.', StringComparison.Ordinal)]}', '{call.Name}').";
        }

        return NearMiss.Question(call.Name, nodes.Keys) ?? $"Add a model file {call.Name}.sql, or check the name.";
    }

    private string? Find(
        Dictionary<string, NameEntry[]> index, string key, string? target, string package, out Diagnostic? problem, SourceSpan? span)
    {
        problem = null;
        if (!index.TryGetValue(key, out var entries))
        {
            return null;
        }

        if (target is not null)
        {
            return In(entries, target);
        }

        var (first, second) = nodePackageFirst ? (package, project.Main.Name) : (project.Main.Name, package);
        if ((In(entries, first) ?? In(entries, second)) is { } found)
        {
            return found;
        }

        if (entries.Length > 1)
        {
            problem = Diagnostic.Error(
                DiagnosticCodes.AmbiguousReference,
                $"Several packages have something named '{key}': {string.Join(", ", entries.Select(e => e.UniqueId))}.",
                span,
                $"Name the package too: ref('{entries[0].Package}', '{key}').");
            return null;
        }

        return entries[0].UniqueId;
    }

    private static string? In(NameEntry[] entries, string package)
    {
        foreach (var entry in entries)
        {
            if (string.Equals(entry.Package, package, StringComparison.Ordinal))
            {
                return entry.UniqueId;
            }
        }

        return null;
    }

    private void AddNode(Dictionary<string, NameEntry[]> index, Draft draft, NameEntry entry)
    {
        if (draft.Type == ResourceType.Model || !index.TryGetValue(draft.SearchName, out var namesakes))
        {
            Add(index, draft.SearchName, entry);
        }
        else
        {
            // As in dbt, a seed or a snapshot stands before a model of its name.
            index[draft.SearchName] = [entry, .. namesakes];
        }

        if (draft.IsVersioned)
        {
            if (!versions.TryGetValue(draft.Name, out var known))
            {
                versions[draft.Name] = known = [];
            }

            known.Add(draft.Version.ToString());
            if (string.Equals(draft.Version.ToString(), draft.LatestVersion.ToString(), StringComparison.Ordinal))
            {
                Add(index, draft.Name, entry);
            }
        }
    }

    private static void Add(Dictionary<string, NameEntry[]> index, string key, NameEntry entry) =>
        index[key] = index.TryGetValue(key, out var entries) ? [.. entries, entry] : [entry];
}
