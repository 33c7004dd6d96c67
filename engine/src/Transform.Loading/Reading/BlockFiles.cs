using Transform.Core;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <summary>Parses files of which dbt reads only the blocks: macros, tests, materializations, snapshots. What is between the blocks
/// may be anything, broken Jinja included.</summary>
internal static class BlockFiles
{
    /// <exception cref="TransformException">A block is wrong (TF2001).</exception>
    public static Template Parse(SourceText source)
    {
        try
        {
            return Template.Parse(source);
        }
        catch (TransformException) when (BlocksOnly(source.Text) is { } blocks)
        {
            // The places stay those of the file: what is left out becomes blanks.
            return Template.Parse(new SourceText(source.Path, blocks));
        }
    }

    // The text with blanks for everything outside of its blocks; null where that is nothing.
    private static string? BlocksOnly(string text)
    {
        var kept = new char[text.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = text[i] is '\n' or '\r' ? text[i] : ' ';
        }

        var scanner = new BlockScanner(text);
        while (scanner.Next())
        {
            text.AsSpan(scanner.Start, scanner.End - scanner.Start).CopyTo(kept.AsSpan(scanner.Start));
        }

        return scanner.MetOthers ? new string(kept) : null;
    }
}
