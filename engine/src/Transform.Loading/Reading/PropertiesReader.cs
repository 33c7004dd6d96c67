using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <summary>Reads one properties file. Every entry is read as far as it goes; what is wrong with it is reported.</summary>
internal sealed partial class PropertiesReader : FileReport
{
    private readonly PropertiesRenderer renderer;
    private readonly PropertiesFile file;
    private readonly Dictionary<string, List<ResourceProperties>> resources = new(StringComparer.Ordinal);
    private readonly List<SourceProperties> sources = [];
    private readonly List<OtherProperties> others = [];

    private readonly bool hasArguments;

    private PropertiesReader(string path, SourceText source, IScope scope, bool hasArguments, Action<Diagnostic> report)
        : base(source, report)
    {
        this.hasArguments = hasArguments;
        renderer = new PropertiesRenderer(source, scope, report);
        file = new PropertiesFile { Path = path, Source = source };
    }

    /// <summary>Reads a file; null when it is empty or no YAML.</summary>
    /// <param name="path">Relative to the package's root.</param>
    /// <param name="source">The file.</param>
    /// <param name="scope">What its templates may ask.</param>
    /// <param name="hasArguments"><see cref="ProjectFlags.GenericTestArguments"/></param>
    /// <param name="report">Takes what is wrong.</param>
    public static PropertiesFile? Read(string path, SourceText source, IScope scope, bool hasArguments, Action<Diagnostic> report)
    {
        var document = YamlReader.Read(source, report);
        return document?.Root is null ? null : new PropertiesReader(path, source, scope, hasArguments, report).ReadFile(document.Root);
    }

    private PropertiesFile? ReadFile(YamlNode root)
    {
        if (root is not YamlMap map)
        {
            WrongType(
                root, "A properties file", "a mapping", "Start it with a key such as models: and put the list of models below it.");
            return null;
        }

        foreach (var (key, value) in map.Entries)
        {
            ReadSection(key, value);
        }

        file.Models = Take("models");
        file.Seeds = Take("seeds");
        file.Snapshots = Take("snapshots");
        file.Analyses = Take("analyses");
        file.Macros = Take("macros");
        file.Tests = Take("data_tests");
        file.Functions = Take("functions");
        file.Sources = [.. sources];
        file.Others = [.. others];
        return file;
    }

    private ImmutableArray<ResourceProperties> Take(string kind) =>
        resources.TryGetValue(kind, out var list) ? [.. list] : [];

    private void ReadSection(YamlScalar key, YamlNode value)
    {
        switch (key.Text)
        {
            case "version":
                ReadVersion(value);
                break;
            case "models":
            case "seeds":
            case "snapshots":
            case "analyses":
            case "macros":
            case "functions":
            case "data_tests":
                renderer.Kind = key.Text;
                ReadResources(renderer.Kind, Entries(key.Text, value));

                break;
            case "sources":
                renderer.Kind = "sources";
                foreach (var entry in Entries(key.Text, value))
                {
                    if (ReadSource(entry) is { } source)
                    {
                        sources.Add(source);
                    }
                }

                break;
            case "anchors":
                break;
            default:
                if (KnownKeys.Others.TryGetValue(key.Text, out var known))
                {
                    ReadOthers(key.Text, value, known);
                }
                else if (key.Text == "tests")
                {
                    Unknown(key, "in this file", ["data_tests"]);
                }
                else
                {
                    Unknown(key, "in this file", KnownKeys.Files);
                }

                break;
        }
    }

    // dbt does not look at it.
    private void ReadVersion(YamlNode value)
    {
        var version = Values.ToValue(value);
        if (!(version.TryGetInt64(out var number) && number == 2) && !version.IsNone && version.AsString() != "2")
        {
            Warning(
                DiagnosticCodes.InvalidValue, value, $"'version' is 2 in every file of properties, not {value.Description}.",
                "Write version: 2, or leave the line out.");
        }
    }

    // The mappings of a list; what else is in it is reported.
    private IEnumerable<YamlMap> Entries(string section, YamlNode value)
    {
        foreach (var item in Items(value, $"'{section}'", $"Put a dash before each entry: - name: ..."))
        {
            if (item is YamlMap map)
            {
                yield return map;
            }
            else
            {
                WrongType(item, $"An entry of '{section}'", "a mapping with a name", "Write - name: ...");
            }
        }
    }

    // The name of an entry, rendered; null when it is missing, which is reported.
    private string? ReadName(YamlMap entry, string what, string key, out SourceSpan span)
    {
        span = Span(entry);
        if (entry[key] is not { } node)
        {
            var near = entry.Entries.Select(e => e.Key.Text).FirstOrDefault(k => NearMiss.Find(k, [key]) is not null);
            Report(Diagnostic.Error(
                DiagnosticCodes.MissingKey, $"{what} has no '{key}'.", FirstLine(entry),
                near is null ? $"Add {key}: ..." : $"Did you mean '{key}' where it says '{near}'?"));
            return null;
        }

        span = Span(node);
        var name = RenderedText(node, $"'{key}'");
        if (name is { Length: 0 } || (name is null && node is YamlScalar { IsNull: true }))
        {
            Error(DiagnosticCodes.MissingKey, node, $"{what} has an empty '{key}'.", $"Give it a name: {key}: ...");
            return null;
        }

        return name;
    }

    private SourceSpan FirstLine(YamlNode node)
    {
        var end = Source.Text.IndexOf('\n', node.Start);
        return Source.Span(node.Start, Math.Max(0, Math.Min(node.End, end < 0 ? node.End : end) - node.Start));
    }

    // A text that is rendered now.
    private string? RenderedText(YamlNode node, string what)
    {
        if (node is YamlScalar scalar && TemplateRenderer.HasTemplate(scalar.Text))
        {
            var value = renderer.Render(scalar, scalar.Text);
            return value.IsNone ? null : value.AsString() ?? value.ToString();
        }

        return Text(node, what);
    }

    private Value Rendered(YamlNode node, params ReadOnlySpan<string?> path) => Values.ToRendered(node, renderer, path);

    private DictValue RenderedMap(YamlNode node, string what, params ReadOnlySpan<string?> path) =>
        Map(node, what) is { } map ? Values.ToRendered(map, renderer, path).AsDict() ?? [] : [];

    private ListValue RenderedList(YamlNode node, string what, params ReadOnlySpan<string?> path)
    {
        var list = new ListValue();
        foreach (var item in Items(node, what))
        {
            list.Add(Values.ToRendered(item, renderer, path));
        }

        return list;
    }

    private ImmutableArray<string> Tags(YamlNode node, string what)
    {
        if (node is YamlScalar scalar)
        {
            return scalar.IsNull ? [] : RenderedText(scalar, what) is { } one ? [one] : [];
        }

        var tags = ImmutableArray.CreateBuilder<string>();
        foreach (var item in Items(node, what))
        {
            if (RenderedText(item, "A tag") is { } tag)
            {
                tags.Add(tag);
            }
        }

        return tags.DrainToImmutable();
    }

    private void ReadOthers(string kind, YamlNode value, string[] known)
    {
        renderer.Kind = kind;
        foreach (var entry in Entries(kind, value))
        {
            foreach (var (key, _) in entry.Entries)
            {
                if (!known.Contains(key.Text))
                {
                    Unknown(key, $"in an entry of '{kind}'", known);
                }
            }

            if (ReadName(entry, $"An entry of '{kind}'", "name", out var span) is { } name)
            {
                CheckOwner(kind, name, entry, span);
                if (kind == "exposures" && !name.All(c => char.IsLetterOrDigit(c) || c == '_'))
                {
                    Deprecated(
                        "ExposureNameDeprecation", entry["name"]!, $"The exposure's name '{name}' has other characters than letters, digits and underscores.",
                        "Give it a plain name, and the words for people as label:.");
                }

                others.Add(new OtherProperties(kind, name, Rendered(entry).AsDict() ?? [], file, span)
                {
                    Written = kind == "exposures" ? WrittenTemplates(entry).AsDict() : null,
                });
            }
        }
    }

    // Of whom one cannot ask anything is no owner.
    private void CheckOwner(string kind, string name, YamlMap entry, SourceSpan span)
    {
        if (kind is not ("exposures" or "groups"))
        {
            return;
        }

        var what = kind == "groups" ? "group" : "exposure";
        if (entry["owner"] is not YamlMap owner)
        {
            Report(Diagnostic.Error(
                DiagnosticCodes.MissingKey, $"The {what} '{name}' has no owner.", span, "Add owner: with a name: or an email: below it."));
        }
        else if (owner["name"] is null or YamlScalar { IsNull: true } && owner["email"] is null or YamlScalar { IsNull: true })
        {
            Report(Diagnostic.Error(
                DiagnosticCodes.MissingKey, $"The owner of the {what} '{name}' has neither a name nor an email.", Span(owner),
                "Add one of the two."));
        }
    }
}
