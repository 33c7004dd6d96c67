using Transform.Core;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Transform.Loading.Yaml;

/// <summary>Reads a YAML text into a tree with places. Reports what is wrong to the sink; a text that cannot be read at all
/// gives no document.</summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 200;

    private readonly SourceText source;
    private readonly Action<Diagnostic> report;
    private readonly Scanner scanner;
    private readonly Parser parser;
    private Dictionary<string, YamlNode>? anchors;
    private int depth;

    private YamlReader(SourceText source, string text, Action<Diagnostic> report)
    {
        this.source = source;
        this.report = report;
        scanner = new Scanner(new StringReader(text));
        parser = new Parser(scanner);
    }

    /// <summary>Reads the one document of a text; null when it cannot be read, which has been reported then.</summary>
    public static YamlDocument? Read(SourceText source, Action<Diagnostic> report)
    {
        if (string.IsNullOrWhiteSpace(source.Text))
        {
            return new YamlDocument(source, null);
        }

        var found = new List<Diagnostic>();
        try
        {
            try
            {
                return Read(source, source.Text, found);
            }
            catch (YamlException) when (BlankStarts.MoveUp(source.Text) is { } moved)
            {
                found.Clear();
                return Read(source, moved, found);
            }
        }
        catch (YamlException exception)
        {
            found.Add(YamlErrors.Explain(source, exception));
            return null;
        }
        catch (TransformException exception)
        {
            found.Add(exception.Diagnostics[0]);
            return null;
        }
        finally
        {
            found.ForEach(report);
        }
    }

    private static YamlDocument Read(SourceText source, string text, List<Diagnostic> found)
    {
        var reader = new YamlReader(source, text, found.Add);
        try
        {
            return new YamlDocument(source, reader.ReadDocument());
        }
        catch (InvalidOperationException exception)
        {
            // The scanner trips over a dash within {...} or [...] that is not closed.
            var at = reader.scanner.CurrentPosition;
            throw new YamlException(at, at, "a flow collection is not closed", exception);
        }
    }

    private YamlNode? ReadDocument()
    {
        parser.MoveNext();
        parser.MoveNext();
        if (parser.Current is StreamEnd)
        {
            return null;
        }

        parser.MoveNext();
        var root = ReadNode();
        parser.MoveNext();
        if (parser.Current is DocumentStart second)
        {
            throw Error(
                "This file has more than one YAML document.", Offset(second.Start), Offset(second.End),
                "Keep one document per file: remove the line '---', or move what follows it to a file of its own.");
        }

        return root is YamlScalar { IsNull: true } ? null : root;
    }

    // Reads the node whose first event is current, and makes the event after it current.
    private YamlNode ReadNode()
    {
        if (depth >= MaxDepth)
        {
            var mark = parser.Current!;
            throw Error($"This is nested more than {MaxDepth} levels deep.", Offset(mark.Start), Offset(mark.End), null);
        }

        depth++;
        YamlNode node;
        switch (parser.Current)
        {
            case Scalar scalar:
                node = ReadScalar(scalar);
                Register(scalar.Anchor, node);
                break;
            case SequenceStart sequence:
                node = ReadList(sequence);
                break;
            case MappingStart mapping:
                node = ReadMap(mapping);
                break;
            case AnchorAlias alias:
                if (anchors is null || !anchors.TryGetValue(alias.Value.Value, out node!))
                {
                    throw Error(
                        $"There is no anchor '&{alias.Value.Value}' above this alias.", Offset(alias.Start), Offset(alias.End),
                        $"Define it with &{alias.Value.Value} before it is used, or put quotes around a text that starts with '*'.");
                }

                parser.MoveNext();
                break;
            default:
                throw Error("A value is missing here.", Offset(parser.Current!.Start), Offset(parser.Current.End), null);
        }

        depth--;
        return node;
    }

    private YamlScalar ReadScalar(Scalar scalar)
    {
        var style = scalar.Style switch
        {
            ScalarStyle.SingleQuoted => YamlScalarStyle.SingleQuoted,
            ScalarStyle.DoubleQuoted => YamlScalarStyle.DoubleQuoted,
            ScalarStyle.Literal or ScalarStyle.Folded => YamlScalarStyle.Block,
            _ => YamlScalarStyle.Plain,
        };
        var node = new YamlScalar(scalar.Value, style, Tag(scalar), Offset(scalar.Start), Offset(scalar.End));
        parser.MoveNext();
        return node;
    }

    private YamlTag Tag(Scalar scalar)
    {
        if (scalar.Tag.IsEmpty)
        {
            return YamlTag.None;
        }

        if (scalar.Tag.IsNonSpecific)
        {
            return YamlTag.String;
        }

        return scalar.Tag.Value switch
        {
            "tag:yaml.org,2002:str" => YamlTag.String,
            "tag:yaml.org,2002:int" => YamlTag.Integer,
            "tag:yaml.org,2002:float" => YamlTag.Float,
            "tag:yaml.org,2002:bool" => YamlTag.Boolean,
            "tag:yaml.org,2002:null" => YamlTag.Null,
            "tag:yaml.org,2002:timestamp" => YamlTag.Timestamp,
            _ => throw Error(
                $"The tag '{scalar.Tag.Value}' is not known.", Offset(scalar.Start), Offset(scalar.End),
                "Put quotes around a text that starts with '!'."),
        };
    }

    private YamlList ReadList(SequenceStart start)
    {
        var items = new List<YamlNode>();
        parser.MoveNext();
        while (parser.Current is not SequenceEnd)
        {
            items.Add(ReadNode());
        }

        // The parser says that a list ends before its bracket.
        var end = start.Style == SequenceStyle.Flow ? Math.Min(Offset(parser.Current.Start) + 1, source.Text.Length) : items.Count > 0 ? items[^1].End : Offset(start.End);
        var node = new YamlList(items, Offset(start.Start), end);
        Register(start.Anchor, node);
        parser.MoveNext();
        return node;
    }

    private YamlMap ReadMap(MappingStart start)
    {
        var own = new List<YamlEntry>();
        List<YamlEntry>? merged = null;
        HashSet<string>? seen = null;
        parser.MoveNext();
        while (parser.Current is not MappingEnd)
        {
            var keyNode = ReadNode();
            if (keyNode is not YamlScalar key)
            {
                throw YamlErrors.KeyIsNoText(source, keyNode);
            }

            var value = ReadNode();
            if (key is { IsPlain: true, Text: "<<" })
            {
                Merge(merged ??= [], value);
            }
            else
            {
                Add(own, new YamlEntry(key, value), ref seen);
            }
        }

        var end = start.Style == MappingStyle.Flow ? Offset(parser.Current.End)
            : own.Count > 0 ? Math.Max(own[^1].Value.End, own[^1].Key.End) : Offset(start.End);
        if (merged is not null)
        {
            foreach (var entry in own)
            {
                Put(merged, entry);
            }

            own = merged;
        }

        var node = new YamlMap(own, Offset(start.Start), end);
        Register(start.Anchor, node);
        parser.MoveNext();
        return node;
    }

    private void Add(List<YamlEntry> entries, YamlEntry entry, ref HashSet<string>? seen)
    {
        bool isNew;
        if (entries.Count < 12)
        {
            isNew = IndexOf(entries, entry.Key) < 0;
        }
        else
        {
            seen ??= [.. entries.Select(e => e.Key.Text)];
            isNew = seen.Add(entry.Key.Text) || IndexOf(entries, entry.Key) < 0;
        }

        if (isNew)
        {
            entries.Add(entry);
            return;
        }

        var first = entries[IndexOf(entries, entry.Key)].Key;
        report(Diagnostic.Warning(
            DiagnosticCodes.DuplicateKey,
            $"The key '{entry.Key.Text}' is given twice here: the first time on line {source.Locate(first.Start).Line}, which is ignored.",
            source.Span(entry.Key.Start, entry.Key.End - entry.Key.Start),
            "Merge the two, or remove one of them."));
        Put(entries, entry);
    }

    // `<<: *a` or `<<: [*a, *b]`, where what comes first wins.
    private void Merge(List<YamlEntry> into, YamlNode value)
    {
        switch (value)
        {
            case YamlMap map:
                foreach (var entry in map.Entries)
                {
                    Put(into, entry);
                }

                break;
            case YamlList list:
                for (var i = list.Items.Count - 1; i >= 0; i--)
                {
                    if (list.Items[i] is not YamlMap)
                    {
                        goto default;
                    }

                    Merge(into, list.Items[i]);
                }

                break;
            default:
                throw Error(
                    $"'<<' merges a mapping or a list of mappings, not {value.Description}.", value.Start, value.End,
                    "Give it an alias of a mapping: <<: *name");
        }
    }

    // Sets a key: in its place when it is there, else at the end.
    private static void Put(List<YamlEntry> entries, YamlEntry entry)
    {
        var index = IndexOf(entries, entry.Key);
        if (index < 0)
        {
            entries.Add(entry);
        }
        else
        {
            entries[index] = entry;
        }
    }

    private static int IndexOf(List<YamlEntry> entries, YamlScalar key)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            var other = entries[i].Key;
            if (string.Equals(other.Text, key.Text, StringComparison.Ordinal) && other.IsPlain == key.IsPlain)
            {
                return i;
            }
        }

        return -1;
    }

    private void Register(AnchorName anchor, YamlNode node)
    {
        if (!anchor.IsEmpty)
        {
            (anchors ??= new(StringComparer.Ordinal))[anchor.Value] = node;
        }
    }

    private TransformException Error(string message, int start, int end, string? hint) =>
        TransformException.Error(DiagnosticCodes.InvalidYaml, message, source.Span(start, end - start), hint);

    private static int Offset(in Mark mark) => (int)mark.Index;
}
