using Transform.Core;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Cli;

/// <summary>Options whose value is YAML.</summary>
internal static class YamlArguments
{
    /// <param name="option">The option, for messages.</param>
    /// <param name="text">Its value; null when it was not given.</param>
    /// <exception cref="TransformException">It is not a mapping.</exception>
    public static DictValue Read(string option, string? text) =>
        text is null ? new DictValue() : YamlText.ReadMapping(new SourceText(option, text));
}
