using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary><c>ref</c> or <c>source</c> as a template sees it: it can be called, and packages ask it for the project's settings
/// (<c>ref.config.dependencies['package'].version</c>).</summary>
public sealed class ReferenceFunction(string label, HostFunction function, Project project) : ICallable
{
    public string TypeName => "function";

    public Value Call(RenderState state, Arguments arguments) => function(state, arguments);

    public bool TryGetAttribute(string name, out Value value)
    {
        value = string.Equals(name, "config", StringComparison.Ordinal) ? Config() : default;
        return !value.IsUndefined;
    }

    public string Render() => $"<function {label}>";

    private Value Config()
    {
        var settings = AdapterConfig.Of(project);
        var packages = new DictValue();
        foreach (var package in project.Packages)
        {
            packages[package.Name] = Settings(package);
        }

        settings["dependencies"] = packages;
        return settings;
    }

    private static DictValue Settings(Package package) =>
        DictValue.Of(("project_name", package.Name), ("version", package.Settings.Version), ("project_root", package.Root));
}
