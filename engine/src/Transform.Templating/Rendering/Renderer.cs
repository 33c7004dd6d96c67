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

    internal static string RenderDocs(MacroBlock block)
    {
        try
        {
            return Render(block.ToTemplate(), new RenderState(DictScope.Empty)).Trim();
        }
        catch (TransformException)
        {
            // Documentation that shows Jinja as text is still documentation.
            return block.BodyText.Trim();
        }
    }
}
