using System.Runtime.InteropServices;
using Transform.Core;
using Transform.Templating;

namespace Transform.Loading.Yaml;

/// <summary>Turns a tree into values. Strings go through a renderer where it wants them; dates become ISO text there too, as dbt
/// hands over what it has rendered.</summary>
internal sealed class YamlValues(SourceText source, Action<Diagnostic> report)
{
    // Aliases of aliases can make a small file huge; nobody writes a million values by hand.
    private const int MaxNodes = 1_000_000;

    private readonly List<string?> path = [];
    private int nodes;

    /// <summary>The value as written: nothing is rendered, dates stay dates.</summary>
    public Value ToValue(YamlNode node) => Convert(node, null);

    /// <summary>The value with its strings rendered. <paramref name="keys"/> is the key path of the node itself.</summary>
    public Value ToRendered(YamlNode node, IYamlRenderer renderer, params ReadOnlySpan<string?> keys)
    {
        path.Clear();
        path.AddRange(keys);
        return Convert(node, renderer);
    }

    /// <summary>The value of one scalar; one that does not exist (2024-02-30) is reported and becomes its text.</summary>
    public Value Resolve(YamlScalar scalar)
    {
        if (!scalar.IsPlain && scalar.Tag == YamlTag.None)
        {
            return scalar.Text;
        }

        try
        {
            return YamlScalars.Resolve(scalar);
        }
        catch (FormatException)
        {
            report(Diagnostic.Error(
                DiagnosticCodes.InvalidYaml, $"'{scalar.Text}' is not a value that exists.",
                source.Span(scalar.Start, scalar.End - scalar.Start), "Put quotes around it when it is meant as text."));
            return scalar.Text;
        }
    }

    private Value Convert(YamlNode node, IYamlRenderer? renderer)
    {
        if (++nodes > MaxNodes)
        {
            if (nodes == MaxNodes + 1)
            {
                report(Diagnostic.Error(
                    DiagnosticCodes.InvalidYaml, "This file has more than a million values once its aliases are followed.",
                    source.Span(node.Start, node.End - node.Start)));
            }

            return Value.None;
        }

        switch (node)
        {
            case YamlScalar scalar:
                var value = Resolve(scalar);
                return renderer is not null && renderer.Renders(CollectionsMarshal.AsSpan(path))
                    ? renderer.Render(scalar, value)
                    : value;
            case YamlList list:
                var items = new ListValue(list.Items.Count);
                path.Add(null);
                foreach (var item in list.Items)
                {
                    items.Add(Convert(item, renderer));
                }

                path.RemoveAt(path.Count - 1);
                return items;
            case YamlMap map:
                var values = new DictValue(map.Entries.Count);
                foreach (var (key, entry) in map.Entries)
                {
                    path.Add(key.Text);
                    values.Add(Resolve(key), Convert(entry, renderer));
                    path.RemoveAt(path.Count - 1);
                }

                return values;
            default:
                return Value.None;
        }
    }
}
