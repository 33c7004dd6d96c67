using Transform.Core;

namespace Transform.Templating;

/// <summary>Runs templates.</summary>
public static class Renderer
{
    /// <summary>The text that a template prints.</summary>
    /// <exception cref="TransformException">What went wrong, with its place and the macros on the way (TF2002 to TF2008).</exception>
    public static string Render(Template template, RenderState state) =>
        template.ConstantText ?? template.Code.Render(state);

    /// <summary>The value of a template in dbt's native environment, as YAML values are rendered: one expression gives its own
    /// value; text stays text; several pieces are joined; <c>as_bool</c>, <c>as_number</c>, <c>as_native</c> read a text
    /// as a Python literal.</summary>
    /// <exception cref="TransformException">What went wrong.</exception>
    public static Value RenderNative(Template template, RenderState state) =>
        template.ConstantText is { } text ? text : NativeRenderer.Render(template, state);

    /// <summary>The text that the body of a block prints, in the scope of a template (a snapshot's query).</summary>
    /// <exception cref="TransformException">What went wrong.</exception>
    public static string RenderBody(MacroBlock block, RenderState state) => block.ToTemplate().Code.Render(state);

    /// <summary>The value of one expression.</summary>
    /// <param name="source">The text that the expression is from, for error messages.</param>
    /// <exception cref="TransformException">What went wrong.</exception>
    public static Value Evaluate(Expr expression, RenderState state, SourceText? source = null)
    {
        var (code, value) = CodeBuilder.Build(expression, source ?? new SourceText("expression", string.Empty));
        return code.Evaluate(value, state);
    }

    internal static string RenderDocs(MacroBlock block)
    {
        try
        {
            return RenderBody(block, new RenderState(DictScope.Empty)).Trim();
        }
        catch (TransformException)
        {
            // Documentation that shows Jinja as text is still documentation.
            return block.BodyText.Trim();
        }
    }
}
