using Transform.Core;
using Transform.Templating;

namespace Transform.Loading.Yaml;

/// <summary>YAML that comes from elsewhere than a file: the command line's <c>--vars</c> and <c>--args</c>.</summary>
public static class YamlText
{
    /// <summary>Reads a mapping; a blank text is an empty one.</summary>
    /// <param name="source">The text; its path names the option it was given to.</param>
    /// <exception cref="TransformException">It is not YAML (TF1002), or not a mapping (TF1004).</exception>
    public static DictValue ReadMapping(SourceText source)
    {
        var problems = new DiagnosticBag();
        var document = YamlReader.Read(source, problems.Add);
        problems.ThrowIfErrors();
        if (document?.Root is null or YamlScalar { IsNull: true })
        {
            return new DictValue();
        }

        if (document.Root is not YamlMap)
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongType,
                $"{source.Path} takes names with values, not {document.Root.Description}.",
                source.All,
                $"Write for example {source.Path} '{{name: value}}'.");
        }

        var value = new YamlValues(source, problems.Add).ToValue(document.Root);
        problems.ThrowIfErrors();
        return value.AsDict() ?? new DictValue();
    }
}
