using Transform.Planning;

namespace Transform.Cli.Output;

/// <summary>How dbt names a node in a listing.</summary>
internal static class ListedName
{
    /// <summary>A name that <c>--select</c> finds it by.</summary>
    public static string Selector(Node node) => node switch
    {
        SourceNode source => $"source:{source.PackageName}.{source.SourceName}.{source.Name}",
        DeclaredNode { ResourceType: ResourceType.UnitTest } => $"unit_test:{node.PackageName}.{node.Name}",
        DeclaredNode => $"{node.ResourceType.ToName()}:{node.PackageName}.{node.Name}",
        _ => string.Join('.', node.Fqn),
    };

    public static string Short(Node node) => node switch
    {
        SourceNode source => $"{source.SourceName}.{source.Name}",
        ModelNode { Version.IsNone: false } model => $"{model.Name}.v{model.Version}",
        _ => node.Name,
    };
}
