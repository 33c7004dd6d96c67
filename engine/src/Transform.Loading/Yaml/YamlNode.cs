namespace Transform.Loading.Yaml;

/// <summary>A node of a YAML document with its place in the text. Immutable once read; an alias is the anchored node itself,
/// so a document is a graph without cycles.</summary>
internal abstract class YamlNode(int start, int end)
{
    public int Start { get; } = start;

    public int End { get; } = end;

    /// <summary>What it is, in words for an error message.</summary>
    public abstract string Description { get; }
}

/// <summary>A scalar, not resolved yet.</summary>
internal sealed class YamlScalar(string text, YamlScalarStyle style, YamlTag tag, int start, int end) : YamlNode(start, end)
{
    public string Text { get; } = text;

    public YamlScalarStyle Style { get; } = style;

    public YamlTag Tag { get; } = tag;

    /// <summary>Plain text without a tag, which YAML 1.1 may take for something else than a string.</summary>
    public bool IsPlain => Style == YamlScalarStyle.Plain && Tag == YamlTag.None;

    public bool IsNull => Tag == YamlTag.Null || (IsPlain && YamlScalars.IsNull(Text));

    public override string Description => YamlScalars.Describe(this);
}

/// <summary>A sequence.</summary>
internal sealed class YamlList(IReadOnlyList<YamlNode> items, int start, int end) : YamlNode(start, end)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override string Description => "a list";
}

/// <summary>A mapping with scalar keys; merge keys are merged and of two equal keys the last one is kept, as PyYAML does.</summary>
internal sealed class YamlMap(IReadOnlyList<YamlEntry> entries, int start, int end) : YamlNode(start, end)
{
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    public override string Description => "a mapping";

    public YamlNode? this[string key] => Find(key)?.Value;

    public YamlEntry? Find(string key)
    {
        for (var i = 0; i < Entries.Count; i++)
        {
            if (string.Equals(Entries[i].Key.Text, key, StringComparison.Ordinal))
            {
                return Entries[i];
            }
        }

        return null;
    }
}

/// <summary>One entry of a mapping.</summary>
internal readonly record struct YamlEntry(YamlScalar Key, YamlNode Value);

internal enum YamlScalarStyle : byte
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Block,
}

/// <summary>The tags that a scalar can carry.</summary>
internal enum YamlTag : byte
{
    None,
    String,
    Integer,
    Float,
    Boolean,
    Null,
    Timestamp,
}

/// <summary>A document: its text, and its root node unless it is empty.</summary>
internal sealed record YamlDocument(Core.SourceText Source, YamlNode? Root)
{
    public Core.SourceSpan Span(YamlNode node) => Source.Span(node.Start, node.End - node.Start);
}
