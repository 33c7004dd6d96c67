using System.Globalization;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>The methods of selectors: each finds the nodes that a value means.</summary>
internal static class SelectorMethods
{
    /// <summary>The method that means what a selector of <c>selectors.yml</c> selects.</summary>
    public const string Named = "selector";

    /// <summary>Finds whether a node is meant, for one value.</summary>
    private delegate Func<Node, bool> Method(Graph graph, SelectorTerm term);

    /// <summary>The same, by what was earlier.</summary>
    private delegate Func<Node, bool> StateMethod(SelectionState? state, SelectorTerm term);

    private static readonly Dictionary<string, Method> All = new(StringComparer.Ordinal)
    {
        ["fqn"] = ByFqn,
        ["tag"] = static (_, term) => Names(term.Value, static (node, glob) => node.Tags.Any(glob.Matches)),
        ["group"] = static (_, term) => Names(term.Value, static (node, glob) =>
            node is not SourceNode && node.Config.Text("group") is { } group && glob.Matches(group)),
        ["access"] = static (_, term) => node => node is ModelNode model && model.Access == term.Value,
        ["source"] = BySource,
        ["path"] = ByPath,
        ["file"] = static (_, term) => Names(term.Value, static (node, glob) =>
            glob.Matches(Path.GetFileName(node.OriginalFilePath)) || glob.Matches(Path.GetFileNameWithoutExtension(node.OriginalFilePath))),
        ["package"] = static (graph, term) => Names(
            term.Value == "this" ? graph.Project.Main.Name : term.Value, static (node, glob) => glob.Matches(node.PackageName)),
        ["config"] = ByConfig,
        ["test_name"] = static (_, term) => Names(term.Value, static (node, glob) =>
            node is TestNode { Metadata: { } metadata } ? glob.Matches(metadata.Name)
            : node.ResourceType == ResourceType.UnitTest && glob.Matches(node.Name)),
        ["test_type"] = ByTestType,
        ["resource_type"] = ByResourceType,
        ["exposure"] = static (_, term) => ByName(term, ResourceType.Exposure),
        ["metric"] = static (_, term) => ByName(term, ResourceType.Metric),
        ["semantic_model"] = static (_, term) => ByName(term, ResourceType.SemanticModel),
        ["saved_query"] = static (_, term) => ByName(term, ResourceType.SavedQuery),
        ["unit_test"] = static (_, term) => ByName(term, ResourceType.UnitTest),
        ["version"] = ByVersion,
    };

    private static readonly Dictionary<string, StateMethod> OfState = new(StringComparer.Ordinal)
    {
        ["result"] = StateMethods.ByResult,
        ["source_status"] = StateMethods.BySourceStatus,
        ["state"] = ComparisonMethod.Find,
    };

    // What a named selection holds is found by the selector itself.
    private static IEnumerable<string> Known => All.Keys.Concat(OfState.Keys).Append(Named).Order(StringComparer.Ordinal);

    /// <exception cref="TransformException">There is no such method (TF3009).</exception>
    public static void Check(SelectorTerm term)
    {
        if (term.Method != Named && !All.ContainsKey(term.Method) && !OfState.ContainsKey(term.Method))
        {
            throw Invalid(
                term,
                $"'{term.Method}' is not a selector method.",
                (NearMiss.Question(term.Method, Known) is { } question ? question + " " : string.Empty) + $"The methods are {string.Join(", ", Known)}.");
        }
    }

    /// <exception cref="TransformException">There is no such method, or the value does not fit it (TF3009).</exception>
    public static Func<Node, bool> Find(Graph graph, SelectionState? state, SelectorTerm term)
    {
        Check(term);
        return OfState.TryGetValue(term.Method, out var method) ? method(state, term) : All[term.Method](graph, term);
    }

    /// <summary>The nodes to look at: all, or fewer among which those that are meant are.</summary>
    public static IEnumerable<Node> Candidates(Graph graph, SelectorTerm term) =>
        term.Method == "fqn" && new FqnMatcher(term.Value).Keys is { } keys ? graph.Nodes.WithKeys(keys)
        : ResourceTypeOf(term) is { } type ? graph.Nodes.OfType(type)
        : graph.Nodes.Values;

    private static ResourceType? ResourceTypeOf(SelectorTerm term) => term.Method switch
    {
        "access" or "version" => ResourceType.Model,
        "source" or "exposure" or "metric" or "semantic_model" or "saved_query" or "unit_test"
            when ResourceTypes.TryParse(term.Method, out var type) => type,
        _ => null,
    };

    private static Func<Node, bool> Names(string pattern, Func<Node, Glob, bool> matches)
    {
        var glob = Glob.ForNames(pattern);
        return node => matches(node, glob);
    }

    private static Func<Node, bool> ByFqn(Graph graph, SelectorTerm term)
    {
        var matcher = new FqnMatcher(term.Value);
        return node => node is not SourceNode
            && matcher.Matches(node.Fqn.AsSpan(), node is ModelNode { Version.IsMissing: false });
    }

    private static Func<Node, bool> BySource(Graph graph, SelectorTerm term)
    {
        var parts = term.Value.Split('.');
        if (parts.Length > 3)
        {
            throw Invalid(term, $"'{term.Value}' does not name a source.", "Write source:name, source:name.table or source:package.name.table.");
        }

        var package = Glob.ForNames(parts.Length == 3 ? parts[0] : "*");
        var source = Glob.ForNames(parts.Length == 3 ? parts[1] : parts[0]);
        var table = Glob.ForNames(parts.Length == 1 ? "*" : parts[^1]);
        return node => node is SourceNode found
            && package.Matches(found.PackageName) && source.Matches(found.SourceName) && table.Matches(found.Name);
    }

    private static Func<Node, bool> ByName(SelectorTerm term, ResourceType type)
    {
        var parts = term.Value.Split('.');
        if (parts.Length > 2)
        {
            throw Invalid(term, $"'{term.Value}' is not a name.", $"Write {term.Method}:name or {term.Method}:package.name.");
        }

        var package = Glob.ForNames(parts.Length == 2 ? parts[0] : "*");
        var name = Glob.ForNames(parts[^1]);
        return node => node.ResourceType == type && package.Matches(node.PackageName) && name.Matches(node.Name);
    }

    // As in dbt, it is the project's files that are looked for, and a package's node is found where it has the same path as one of them.
    private static Func<Node, bool> ByPath(Graph graph, SelectorTerm term)
    {
        var value = term.Value.StartsWith("./", StringComparison.Ordinal) ? term.Value[2..] : term.Value;
        var glob = Glob.ForPaths(value.TrimEnd('/'));
        var main = graph.Project.Main.Name;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var matches = new HashSet<string>(StringComparer.Ordinal);
        void Add(string path)
        {
            foreach (var part in FilesAndFolders(path))
            {
                if (!seen.Add(part))
                {
                    break;
                }

                if (glob.Matches(part))
                {
                    matches.Add(part);
                }
            }
        }

        foreach (var node in graph.Nodes.Values.Concat(graph.Disabled))
        {
            if (node.PackageName == main)
            {
                Add(node.OriginalFilePath);
            }

            if (PatchFile(node, main) is { } patch)
            {
                Add(patch);
            }
        }

        return node => PatchFile(node, null) is { } patch && matches.Contains(patch) || FilesAndFolders(node.OriginalFilePath).Any(matches.Contains);
    }

    /// <summary>A path and all that it lies in.</summary>
    public static IEnumerable<string> FilesAndFolders(string path)
    {
        for (; path.Length > 0; path = path[..Math.Max(path.LastIndexOf('/'), 0)])
        {
            yield return path;
        }
    }

    // Without the package, which must be the one that is given, if one is.
    private static string? PatchFile(Node node, string? package)
    {
        var start = node.PatchPath?.IndexOf("://", StringComparison.Ordinal) ?? -1;
        return start < 0 || (package is not null && !node.PatchPath.AsSpan(0, start).SequenceEqual(package)) ? null : node.PatchPath![(start + 3)..];
    }

    private static Func<Node, bool> ByConfig(Graph graph, SelectorTerm term)
    {
        if (term.Arguments.Length == 0)
        {
            throw Invalid(term, "config: needs the name of a config.", "Write config.materialized:table.");
        }

        var comparison = term.Arguments is ["severity"] ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        bool Is(Value value) =>
            string.Equals(value.AsString(), term.Literal.AsString(), comparison) && value.IsString
            || !term.Literal.IsString && value.Equals(term.Literal)
            || value.TryGetBoolean(out var flag) && string.Equals(term.Value, flag ? "true" : "false", StringComparison.OrdinalIgnoreCase);
        return node => Config(node, term.Arguments) is var value && value.AsList() is { } list ? list.Any(Is) : Is(value);
    }

    /// <summary>The texts of a config of a node, for hints.</summary>
    public static IEnumerable<string> ConfigValues(Node node, string[] path)
    {
        var value = Config(node, path);
        return value.AsList() is { } list ? list.Select(static item => item.ToString()) : value.IsMissing ? [] : [value.ToString()];
    }

    private static Value Config(Node node, string[] path)
    {
        if (node is DeclaredNode)
        {
            return Value.Undefined;
        }

        Value value = node.Config.Values;
        foreach (var name in path)
        {
            var key = name switch { "pre_hook" => "pre-hook", "post_hook" => "post-hook", _ => name };
            if (value.AsDict() is not { } dict || !dict.TryGetValue(key, out value))
            {
                return Value.Undefined;
            }
        }

        return value;
    }

    private static Func<Node, bool> ByTestType(Graph graph, SelectorTerm term) => term.Value switch
    {
        "generic" or "schema" => static node => node is TestNode { Metadata: not null },
        "singular" => static node => node is TestNode { Metadata: null },
        "data" => static node => node is TestNode,
        "unit" => static node => node.ResourceType == ResourceType.UnitTest,
        _ => throw Invalid(term, $"'{term.Value}' is not a type of test.", "The types are generic, singular, unit and data."),
    };

    private static Func<Node, bool> ByResourceType(Graph graph, SelectorTerm term) =>
        ResourceTypes.TryParse(term.Value, out var type)
            ? node => node.ResourceType == type
            : throw Invalid(
                term,
                $"'{term.Value}' is not a resource type.",
                NearMiss.Question(term.Value, Enum.GetValues<ResourceType>().Select(ResourceTypes.ToName)));

    private static Func<Node, bool> ByVersion(Graph graph, SelectorTerm term) => term.Value switch
    {
        "latest" => static node => node is ModelNode { Version.IsMissing: false } model && Compare(model) == 0,
        "prerelease" => static node => node is ModelNode { Version.IsMissing: false } model && Compare(model) > 0,
        "old" => static node => node is ModelNode { Version.IsMissing: false } model && Compare(model) < 0,
        "none" => static node => node is ModelNode { Version.IsMissing: true },
        _ => throw Invalid(term, $"'{term.Value}' is not a kind of version.", "The kinds are latest, prerelease, old and none."),
    };

    private static int Compare(ModelNode model)
    {
        var (version, latest) = (model.Version.ToString(), model.LatestVersion.ToString());
        return double.TryParse(version, CultureInfo.InvariantCulture, out var left) && double.TryParse(latest, CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : string.CompareOrdinal(version, latest);
    }

    private static TransformException Invalid(SelectorTerm term, string message, string? hint) =>
        TransformException.Error(DiagnosticCodes.InvalidSelector, message, term.Span, hint);
}
