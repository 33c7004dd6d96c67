using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading.Files;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <summary>Reads <c>selectors.yml</c>: named selections, rendered and otherwise as written.</summary>
internal sealed class SelectorsReader(SourceText source, Action<Diagnostic> report) : FileReport(source, report)
{
    private const string FileName = "selectors.yml";
    private const string Example = "Write - name: nightly and below it definition: tag:nightly";

    private static readonly string[] KnownAtRoot = ["version", "selectors"];
    private static readonly string[] Known = ["name", "description", "definition", "default"];

    /// <summary>The selectors of the project in a folder, each a mapping with a name and a definition; none where it has no such file.</summary>
    public static ImmutableArray<PlacedValue> Read(string folder, IScope scope, Action<Diagnostic> report)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path) && TextFile.Read(path, FileName, report) is { } source
            && YamlReader.Read(source, report)?.Root is { } root
                ? new SelectorsReader(source, report).ReadRoot(root, new TemplateRenderer(source, scope, report))
                : [];
    }

    private ImmutableArray<PlacedValue> ReadRoot(YamlNode root, TemplateRenderer renderer)
    {
        if (Map(root, FileName) is not { } map)
        {
            return [];
        }

        foreach (var (key, _) in map.Entries)
        {
            if (!KnownAtRoot.Contains(key.Text))
            {
                Unknown(key, "in selectors.yml", KnownAtRoot);
            }
        }

        if (map["selectors"] is not { } list)
        {
            Error(DiagnosticCodes.MissingKey, root, "selectors.yml has no 'selectors'.", "Write selectors: at the top, and the selectors as a list below it.");
            return [];
        }

        var selectors = ImmutableArray.CreateBuilder<PlacedValue>();
        foreach (var item in Items(list, "'selectors'"))
        {
            if (Map(item, "A selector") is { } entry && IsWhole(entry))
            {
                selectors.Add(Place(entry, Values.ToRendered(entry, renderer)));
            }
        }

        return selectors.ToImmutable();
    }

    private bool IsWhole(YamlMap selector)
    {
        foreach (var (key, _) in selector.Entries)
        {
            if (!Known.Contains(key.Text))
            {
                Unknown(key, "in a selector", Known);
            }
        }

        if (selector["name"] is not { } name || selector["definition"] is null)
        {
            Error(DiagnosticCodes.MissingKey, selector, $"A selector has no '{(selector["name"] is null ? "name" : "definition")}'.", Example);
            return false;
        }

        return Text(name, "A selector's name") is not null;
    }

    // The value has the shape of the node: it is made from it.
    private PlacedValue Place(YamlNode node, Value value)
    {
        var placed = new PlacedValue(value, Span(node));
        switch (node)
        {
            case YamlList list when value.AsList() is { } items && items.Count == list.Items.Count:
                return placed with { Items = [.. list.Items.Select((item, i) => Place(item, items[i]))] };
            case YamlMap map when value.AsDict() is { } dict:
                return placed with
                {
                    Entries = [.. map.Entries.Select(entry => new PlacedEntry(entry.Key.Text, Span(entry.Key), Place(entry.Value, dict[Values.Resolve(entry.Key)])))],
                };
            default:
                return placed;
        }
    }
}
