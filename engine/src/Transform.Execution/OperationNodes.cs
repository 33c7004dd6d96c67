using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution;

/// <summary>The node that stands for a macro called with <c>run-operation</c> in its result.</summary>
internal static class OperationNodes
{
    public static OperationNode Of(Graph graph, string macro) => new()
    {
        UniqueId = $"operation.{graph.Project.Main.Name}.{macro}",
        Name = macro,
        PackageName = graph.Project.Main.Name,
        Path = macro,
        OriginalFilePath = macro,
        Fqn = [graph.Project.Main.Name, macro],
        Config = new NodeConfig(new DictValue()),
        Template = Template.Parse(new SourceText(macro, string.Empty)),
    };
}
