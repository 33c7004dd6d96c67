using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

internal static class Evaluator
{
    public static string RenderTemplate(Template template, RenderState state) => throw new NotSupportedException();

    public static string RenderBody(MacroBlock block, RenderState state) => throw new NotSupportedException();

    public static Value EvaluateAlone(Expr expression, RenderState state, SourceText source) => throw new NotSupportedException();

    public static Value CallBlock(MacroBlock block, Frame? closure, RenderState state, Arguments arguments) => throw new NotSupportedException();
}

internal static class NativeRenderer
{
    public static Value Render(Template template, RenderState state) => throw new NotSupportedException();
}

internal static class Parser
{
    public static Template Parse(SourceText source, TemplateOptions options) => throw new NotSupportedException();
}

internal static class Methods
{
    public static MethodFunction? Find(Value self, string name) => null;

    public static Value? Property(Value self, string name) => null;
}
