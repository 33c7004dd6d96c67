using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>A macro that is called with <c>run-operation</c>, as a node.</summary>
public static class MacroOperation
{
    /// <summary>The node that stands for the macro in its result. dbt names it by the macro, not as an operation.</summary>
    public static OperationNode NodeOf(Project project, MacroBlock macro)
    {
        var id = MacroRegistry.UniqueId(macro);
        var draft = new Draft
        {
            Type = ResourceType.Operation,
            UniqueId = id,
            Name = macro.Name,
            Package = project.Packages.FirstOrDefault(package => package.Name == macro.PackageName) ?? project.Main,
            Path = macro.Name,
            OriginalFilePath = macro.Name,
            Fqn = [.. id.Split('.')],
            Resolved = new ResolvedConfig(new NodeConfig(new DictValue()), new DictValue()),
            Template = Template.Parse(new SourceText(macro.Name, string.Empty)),
        };
        return new OperationNode(new FinishedDraft(draft, string.Empty, [], [], []));
    }
}
