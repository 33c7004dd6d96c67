using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Reads the names and places of the macros, tests and materializations of a file; the file is parsed when the content
/// of one of them is asked for.</summary>
internal static class BlockOutline
{
    /// <summary>The file's template, or null where it holds anything else that matters.</summary>
    public static Template? TryRead(SourceText source)
    {
        var parsed = new Lazy<Template>(() => Template.Parse(source));
        var blocks = ImmutableArray.CreateBuilder<MacroBlock>();
        var scanner = new BlockScanner(source.Text);
        while (scanner.Next())
        {
            if (TryReadHead(source, scanner, parsed, blocks.Count) is not { } block)
            {
                return null;
            }

            blocks.Add(block);
        }

        return scanner.MetOthers ? null : new Template(source, parsed, blocks.DrainToImmutable());
    }

    private static MacroBlock? TryReadHead(SourceText source, BlockScanner scanner, Lazy<Template> parsed, int index)
    {
        var text = source.Text;
        BlockScanner.TagName(text, scanner.Start, out var at);
        var name = BlockScanner.Name(text, at, out at);
        BlockKind? kind = scanner.Tag switch
        {
            "macro" => BlockKind.Macro,
            "test" or "data_test" => BlockKind.Test,
            "materialization" => BlockKind.Materialization,
            _ => null,
        };
        var adapter = kind == BlockKind.Materialization ? Adapter(text, at) : "default";
        if (kind is null || name.IsEmpty || adapter is null)
        {
            return null;
        }

        return new MacroBlock(
            kind.Value, NamePool.Get(name), Parser.BlockSpan(source, new TextSpan(scanner.Start, scanner.End - scanner.Start)), () => parsed.Value.Blocks[index].Content)
        {
            NameSpan = new SourceSpan(source, at - name.Length, name.Length),
            Adapter = adapter,
        };
    }

    // What follows the name of a materialization: `, default` or `, adapter='x'`, and its languages; null for anything else.
    private static string? Adapter(string text, int at)
    {
        const string Option = ", adapter='";
        var head = text.AsSpan(at, text.IndexOf("%}", at, StringComparison.Ordinal) - at).TrimEnd('-').Trim();
        var languages = head.IndexOf(", supported_languages=[");
        head = languages < 0 ? head : head[..languages];
        if (head is "" or ", default")
        {
            return "default";
        }

        return head.StartsWith(Option) && head[Option.Length..].IndexOf('\'') is var close and > 0 && Option.Length + close + 1 == head.Length
            ? head.Slice(Option.Length, close).ToString()
            : null;
    }
}
