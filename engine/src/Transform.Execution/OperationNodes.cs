using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution;

/// <summary>The node that stands for a macro called with <c>run-operation</c> in its result.</summary>
internal static class OperationNodes
{
    public static OperationNode Of(Graph graph, MacroBlock macro) => new()
    {
        // dbt names it by the macro, not as an operation.
        UniqueId = MacroRegistry.UniqueId(macro),
        Name = macro.Name,
        PackageName = macro.PackageName ?? graph.Project.Main.Name,
        Path = macro.Name,
        OriginalFilePath = macro.Name,
        Fqn = [.. MacroRegistry.UniqueId(macro).Split('.')],
        Config = new NodeConfig(new DictValue()),
        Template = Template.Parse(new SourceText(macro.Name, string.Empty)),
    };
}
