using Transform.Core;
using Transform.Templating;

namespace Transform.Loading.Yaml;

/// <summary>Renders the Jinja in the strings of one YAML file natively, as dbt does: <c>"{{ var('n') }}"</c> keeps the type of
/// the variable. Errors are placed in the YAML file.</summary>
internal class TemplateRenderer(SourceText source, IScope scope, Action<Diagnostic> report) : IYamlRenderer
{
    protected SourceText Source => source;

    protected IScope Scope => scope;

    public virtual bool Renders(ReadOnlySpan<string?> path) => true;

    public virtual Value Render(YamlScalar scalar, Value value)
    {
        var text = value.AsString();
        if (text is null)
        {
            // Dates are the only host objects that YAML gives.
            return value.Kind == ValueKind.Object ? IsoText(value) : value;
        }

        if (!HasTemplate(text))
        {
            // Jinja drops one line break at the end of what it renders.
            return text.Length > 0 && text[^1] == '\n' ? text[..^1] : value;
        }

        try
        {
            return Renderer.RenderNative(Template.Parse(new SourceText(source.Path, text)), new RenderState(scope));
        }
        catch (TransformException exception)
        {
            foreach (var diagnostic in exception.Diagnostics)
            {
                report(Place(diagnostic, scalar, text));
            }

            return value;
        }
    }

    public static bool HasTemplate(string text)
    {
        for (var i = text.IndexOf('{', StringComparison.Ordinal); i >= 0 && i + 1 < text.Length; i = text.IndexOf('{', i + 1))
        {
            if (text[i + 1] is '{' or '%' or '#')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Moves a diagnostic from the scalar's text to its place in the file.</summary>
    protected Diagnostic Place(Diagnostic diagnostic, YamlScalar scalar, string text)
    {
        var start = scalar.Style is YamlScalarStyle.SingleQuoted or YamlScalarStyle.DoubleQuoted ? scalar.Start + 1 : scalar.Start;
        var isVerbatim = start + text.Length <= source.Text.Length
            && source.Text.AsSpan(start, text.Length).SequenceEqual(text);
        return diagnostic with { Span = Move(diagnostic.Span), Frames = [.. diagnostic.Frames.Select(MoveFrame)] };

        SourceSpan? Move(SourceSpan? span)
        {
            if (span is { } elsewhere && (elsewhere.Source.Path != source.Path || elsewhere.Source.Text != text))
            {
                return span;
            }

            return isVerbatim && span is { } inner
                ? source.Span(start + inner.Start, inner.Length)
                : source.Span(scalar.Start, scalar.End - scalar.Start);
        }

        DiagnosticFrame MoveFrame(DiagnosticFrame frame) => frame with { Span = Move(frame.Span)!.Value };
    }

    // Python's isoformat(), which is str() with another separator.
    private static Value IsoText(Value date) => date.ToString().Replace(' ', 'T');
}
