namespace Transform.Core;

/// <summary>A text with the path it is known by (relative to the project root, with forward slashes).
/// Immutable; line starts are found once, on the first question about a line.</summary>
public sealed class SourceText
{
    private readonly Func<string>? read;
    private string? text;
    private int[]? lineStarts;

    public SourceText(string path, string text)
    {
        Path = path;
        this.text = text;
    }

    private SourceText(string path, Func<string> read)
    {
        Path = path;
        this.read = read;
    }

    public string Path { get; }

    public string Text => text ??= read!();

    /// <summary>Whether it came with the engine: readers cannot change it, so errors point elsewhere where they can.</summary>
    public bool IsBuiltIn { get; init; }

    /// <summary>The whole text as a span.</summary>
    public SourceSpan All => new(this, 0, Text.Length);

    /// <summary>A text that is fetched when it is first asked for.</summary>
    /// <param name="read">Called once or, by several threads at once, more often; it gives the same text each time.</param>
    public static SourceText Later(string path, Func<string> read) => new(path, read);

    public int LineCount => LineStarts.Length;

    private int[] LineStarts => lineStarts ??= FindLineStarts(Text);

    public SourceSpan Span(int start, int length) => new(this, start, length);

    /// <summary>One-based line and column (in UTF-16 units) of an offset.</summary>
    public (int Line, int Column) Locate(int offset)
    {
        var starts = LineStarts;
        var index = Array.BinarySearch(starts, Math.Clamp(offset, 0, Text.Length));
        if (index < 0)
        {
            index = ~index - 1;
        }

        return (index + 1, Math.Clamp(offset, 0, Text.Length) - starts[index] + 1);
    }

    /// <summary>The offset at which a one-based line starts.</summary>
    public int Offset(int line) => LineStarts[line - 1];

    /// <summary>The text of a one-based line, without its line break.</summary>
    public ReadOnlySpan<char> Line(int line)
    {
        var start = LineStarts[line - 1];
        var end = line < LineStarts.Length ? LineStarts[line] : Text.Length;
        return Text.AsSpan(start, end - start).TrimEnd("\r\n");
    }

    private static int[] FindLineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = text.IndexOf('\n'); i >= 0; i = text.IndexOf('\n', i + 1))
        {
            starts.Add(i + 1);
        }

        return [.. starts];
    }
}
