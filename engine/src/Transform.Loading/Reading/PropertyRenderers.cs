using Transform.Core;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <summary>Renders a properties file. What runs later is kept: descriptions, tests, hooks, filters. The paths are those inside
/// one entry.</summary>
internal sealed class PropertiesRenderer(SourceText source, IScope scope, Action<Diagnostic> report)
    : TemplateRenderer(source, scope, report)
{
    /// <summary>The top-level key of the entry that is read: <c>models</c>, <c>metrics</c>, ...</summary>
    public string Kind { get; set; } = "models";

    public override bool Renders(ReadOnlySpan<string?> path)
    {
        if (path.IsEmpty)
        {
            return true;
        }

        return Kind switch
        {
            "metrics" when path[^1] == "filter" || (path.Length > 1 && path[^2] == "filter") => false,
            "models" when path[0] == "metrics" && path.Length > 2 && path[2] == "filter" => false,
            "models" when path[^1] == "filter" && path[0] == "metrics" => false,
            "saved_queries" when path.Length > 1 && path[0] == "query_params" && path[1] == "where" => false,
            _ => !IsLate(path),
        };
    }

    private static bool IsLate(ReadOnlySpan<string?> path) =>
        IsLateKey(path[0])
        || (path[0] is "metrics" or "derived_semantics" && path[^1] == "description")
        || (path.Length == 4 && path[0] == "columns" && path[2] is "entity" or "dimension" && path[3] == "description")
        || (path.Length >= 2 && path[0] == "config" && path[1] is "pre_hook" or "post_hook" or "pre-hook" or "post-hook" or "loaded_at_query")
        || (path.Length == 2 && IsLateKey(path[1]))
        || (path.Length >= 3 && path[0] is "columns" or "dimensions" or "measures" or "entities" && IsLateKey(path[2]));

    private static bool IsLateKey(string? key) => key is "description" or "tests" or "data_tests" or "loaded_at_query";
}

/// <summary>Renders a project file. Hooks, <c>vars</c> and <c>query-comment</c> are kept until they are used.</summary>
internal sealed class ProjectRenderer(SourceText source, IScope scope, Action<Diagnostic> report)
    : TemplateRenderer(source, scope, report)
{
    public override bool Renders(ReadOnlySpan<string?> path)
    {
        if (path.IsEmpty)
        {
            return true;
        }

        if (path[0] is "on-run-start" or "on-run-end" or "query-comment" or "vars")
        {
            return false;
        }

        if (path[0] is "seeds" or "models" or "snapshots" or "tests" or "data_tests")
        {
            foreach (var key in path)
            {
                if (key is not null && key.AsSpan().TrimStart("+ ") is "pre-hook" or "post-hook" or "pre_hook" or "post_hook")
                {
                    return false;
                }
            }
        }

        return true;
    }
}
