using Transform.Core;
using Transform.Loading.Files;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <summary>Reads <c>vars.yml</c>, whose variables can be used in the project file beside it. They are taken as they are written.</summary>
internal static class VarsFile
{
    public const string Name = "vars.yml";

    /// <summary>Its variables; none when there is no such file, or it has no <c>vars:</c>.</summary>
    public static DictValue Read(string folder, Action<Diagnostic> report)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path) || TextFile.Read(path, Name, report) is not { } source || YamlReader.Read(source, report) is not { Root: YamlMap map })
        {
            return [];
        }

        var file = new FileReport(source, report);
        return map["vars"] is { } node && file.Map(node, "'vars'") is { } vars ? file.Values.ToValue(vars).AsDict() ?? [] : [];
    }
}
