using Transform.Core;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <summary>Renders an output of a profile. A password that only looks like a template is left as it is.</summary>
internal sealed class ProfileRenderer(SourceText source, ProfileScope scope, Action<Diagnostic> report)
    : TemplateRenderer(source, scope, report)
{
    private bool isPassword;

    public override bool Renders(ReadOnlySpan<string?> path)
    {
        isPassword = path.Contains("password");
        return true;
    }

    public override Value Render(YamlScalar scalar, Value value)
    {
        if (isPassword && value.AsString() is { } text && HasTemplate(text))
        {
            try
            {
                Template.Parse(new SourceText(Source.Path, text));
            }
            catch (TransformException)
            {
                return value;
            }
        }

        return scope.Reveal(base.Render(scalar, value));
    }
}
