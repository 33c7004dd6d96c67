using Transform.Core;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <summary>Reads typed properties from the YAML tree of one file and reports what does not fit, each with its place. Null
/// stands for a property that is not given, and for one with the wrong type once that is reported.</summary>
internal class FileReport(SourceText source, Action<Diagnostic> report)
{
    public SourceText Source => source;

    public YamlValues Values { get; } = new(source, report);

    public Action<Diagnostic> Report => report;

    public SourceSpan Span(YamlNode node) => source.Span(node.Start, Math.Max(0, node.End - node.Start));

    public void Error(string code, YamlNode node, string message, string? hint = null) =>
        report(Diagnostic.Error(code, message, Span(node), hint));

    public void Warning(string code, YamlNode node, string message, string? hint = null) =>
        report(Diagnostic.Warning(code, message, Span(node), hint));

    /// <summary>An old spelling.</summary>
    public void Deprecated(string name, YamlNode node, string message, string? hint = null) =>
        report(Diagnostic.Deprecated(name, message, Span(node), hint));

    /// <summary>A key that nothing reads.</summary>
    public void Unknown(YamlScalar key, string where, IReadOnlyList<string> known) => Warning(
        DiagnosticCodes.UnknownKey, key, $"Unknown key '{key.Text}' {where}; it is ignored.",
        Array.IndexOf(KnownKeys.OnlyInConfig, key.Text) >= 0 && known.Contains("config") ? $"Move it under config:, where it counts."
            : NearMiss.Question(key.Text, known) ?? $"Known keys: {string.Join(", ", known)}.");

    public void WrongType(YamlNode node, string what, string expected, string? hint = null) => Error(
        DiagnosticCodes.WrongType, node, $"{what} must be {expected}, not {node.Description}.", hint);

    public YamlMap? Map(YamlNode node, string what)
    {
        if (node is YamlMap map)
        {
            return map;
        }

        if (node is not YamlScalar { IsNull: true })
        {
            WrongType(node, what, "a mapping (key: value)", node is YamlList ? "Remove the dashes." : null);
        }

        return null;
    }

    /// <summary>The items of a list; nothing for null.</summary>
    public IReadOnlyList<YamlNode> Items(YamlNode node, string what, string? hint = null)
    {
        if (node is YamlList list)
        {
            return list.Items;
        }

        if (node is not YamlScalar { IsNull: true })
        {
            WrongType(node, what, "a list", hint ?? "Put a dash and a space before each entry: - ...");
        }

        return [];
    }

    public string? Text(YamlNode node, string what)
    {
        if (node is YamlScalar scalar)
        {
            if (!scalar.IsPlain && scalar.Tag is YamlTag.None)
            {
                return scalar.Text;
            }

            var value = Values.Resolve(scalar);
            if (value.AsString() is { } text)
            {
                return text;
            }

            if (value.IsNone)
            {
                return null;
            }
        }

        WrongType(node, what, "a text", node is YamlScalar other ? $"Put quotes around it: \"{other.Text}\"" : null);
        return null;
    }

    /// <summary>A text, or the text of a number or boolean.</summary>
    public string? LooseText(YamlNode node, string what)
    {
        if (node is YamlScalar scalar)
        {
            return scalar.IsNull ? null : scalar.Text;
        }

        WrongType(node, what, "a text");
        return null;
    }

    public bool? Boolean(YamlNode node, string what) => Boolean(node, Values.ToValue(node), what);

    public bool? Boolean(YamlNode node, Value value, string what)
    {
        if (value.TryGetBoolean(out var flag))
        {
            return flag;
        }

        if (!value.IsNone)
        {
            WrongType(node, what, "true or false");
        }

        return null;
    }
}
