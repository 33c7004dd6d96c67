using Transform.Core;
using Transform.Loading.Files;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <summary>Reads <c>selectors.yml</c>: named selections, rendered and otherwise as written.</summary>
internal sealed class SelectorsReader(SourceText source, Action<Diagnostic> report) : FileReport(source, report)
{
    private const string FileName = "selectors.yml";

    private static readonly string[] Known = ["name", "description", "definition", "default"];

    /// <summary>The selectors of the project in a folder; none where it has no such file.</summary>
    public static ListValue Read(string folder, IScope scope, Action<Diagnostic> report)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path) && TextFile.Read(path, FileName, report) is { } source
            && YamlReader.Read(source, report)?.Root is { } root
                ? new SelectorsReader(source, report).ReadRoot(root, new TemplateRenderer(source, scope, report))
                : [];
    }

    private ListValue ReadRoot(YamlNode root, TemplateRenderer renderer)
    {
        var selectors = new ListValue();
        if (Map(root, "selectors.yml")?["selectors"] is not { } list)
        {
            return selectors;
        }

        foreach (var item in Items(list, "'selectors'"))
        {
            if (Map(item, "A selector") is not { } entry)
            {
                continue;
            }

            foreach (var (key, _) in entry.Entries)
            {
                if (!Known.Contains(key.Text))
                {
                    Unknown(key, "in a selector", Known);
                }
            }

            if (entry["name"] is null || entry["definition"] is null)
            {
                Error(
                    DiagnosticCodes.MissingKey, entry, $"A selector has no '{(entry["name"] is null ? "name" : "definition")}'.",
                    "Write - name: nightly and below it definition: tag:nightly");
                continue;
            }

            selectors.Add(Values.ToRendered(entry, renderer));
        }

        return selectors;
    }
}
