using Transform.Core;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Context;

/// <summary><c>var(name, default)</c> and <c>var.has_var(name)</c> for one package.</summary>
internal sealed class VarFunction(ProjectContext context, string package) : ICallable
{
    public string TypeName => "Var";

    public Value AsValue() => Value.From(this);

    public Value Call(RenderState state, Arguments arguments)
    {
        var name = arguments.RequireString(0, "var_name", "var");
        if (context.TryGetVar(package, name, out var value))
        {
            return Rendered(value);
        }

        return arguments.TryGet(1, "default", out var fallback) ? fallback
            : context.IsLenient(package) ? Value.None
            : throw context.MissingVar(package, name, arguments.Span);
    }

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name == "has_var" ? Value.From("has_var", HasVar) : default;
        return name == "has_var";
    }

    // A text may be a template itself, which is rendered to a text wherever the variable is read.
    private Value Rendered(Value value) => value.AsString() is { } text && TemplateRenderer.HasTemplate(text)
        ? Renderer.Render(Template.Parse(new SourceText("vars", text)), new RenderState(context.ForPackage(package)))
        : value;

    private Value HasVar(RenderState state, Arguments arguments) =>
        context.TryGetVar(package, arguments.RequireString(0, "var_name", "has_var"), out _);
}
