using System.Globalization;

namespace Transform.Core;

/// <summary>Prints diagnostics for people: <c>file:line:column</c>, the lines around the place with <c>^^^^</c> under the
/// cause, the hint, and the macro calls that led there, innermost first.</summary>
public static class DiagnosticPrinter
{
    // Of a recursion without an end, how it goes round and where it began are enough.
    private const int MostFrames = 24;
    private const int InnermostFrames = 16;
    private const int LinesBefore = 2;
    private const int LinesAfter = 1;
    private const int TabWidth = 4;

    // A line longer than this is cut around the cause.
    private const int MaxWidth = 160;

    /// <summary>Prints one diagnostic and ends its last line.</summary>
    /// <param name="diagnostic">What to print.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="ansi">Colours it for a terminal.</param>
    /// <param name="mask">Hides the secrets that it knows.</param>
    public static void Print(Diagnostic diagnostic, TextWriter writer, bool ansi, SecretMask? mask = null)
    {
        var style = new Style(ansi, mask);
        var isError = diagnostic.Severity == Severity.Error;
        if (diagnostic.Span is { } place)
        {
            writer.Write(style.Bold(place.ToString()));
            writer.Write(": ");
        }

        var head = (isError ? "error " : "warning ") + diagnostic.Code;
        writer.Write(isError ? style.Red(head) : style.Yellow(head));
        writer.Write(": ");
        WriteIndented(writer, style.Bold(diagnostic.Message), string.Empty);

        if (diagnostic.Span is { } span && span.Source.Text.Length > 0)
        {
            WriteExcerpt(writer, span, style, isError);
        }

        if (diagnostic.Hint is { } hint)
        {
            writer.Write(style.Cyan("  hint: "));
            WriteIndented(writer, style.Plain(hint), "        ");
        }

        var left = diagnostic.Frames.Length - MostFrames;
        for (var i = 0; i < diagnostic.Frames.Length; i++)
        {
            if (left > 0 && i == InnermostFrames)
            {
                writer.WriteLine($"  ... and {left} more ...");
                i += left;
            }

            var frame = diagnostic.Frames[i];

            // A file that is no macro has the name of its path.
            writer.Write("  in ");
            writer.Write(frame.Name == frame.Span.Source.Path ? string.Empty : frame.Name + " at ");
            writer.WriteLine(frame.Span.ToString());
        }
    }

    /// <summary>Prints several, with an empty line between them.</summary>
    public static void Print(IEnumerable<Diagnostic> diagnostics, TextWriter writer, bool ansi, SecretMask? mask = null)
    {
        var first = true;
        foreach (var diagnostic in diagnostics)
        {
            if (!first)
            {
                writer.WriteLine();
            }

            first = false;
            Print(diagnostic, writer, ansi, mask);
        }
    }

    private static void WriteExcerpt(TextWriter writer, SourceSpan span, in Style style, bool isError)
    {
        var source = span.Source;
        var (line, column) = source.Locate(span.Start);
        var first = Math.Max(1, line - LinesBefore);
        var last = Math.Min(source.LineCount, line + LinesAfter);
        var gutter = last.ToString(CultureInfo.InvariantCulture).Length;

        // Where the cause ends on its first line; a cause of several lines is underlined on the first one only.
        var text = source.Line(line);
        var end = Math.Clamp(column - 1 + Math.Max(span.Length, 1), column, Math.Max(text.Length, column));
        var from = column > MaxWidth ? column - (MaxWidth / 2) : 0;

        for (var number = first; number <= last; number++)
        {
            if (number > line && source.Line(number).IsEmpty)
            {
                break;
            }

            writer.Write(style.Blue($"  {number.ToString(CultureInfo.InvariantCulture).PadLeft(gutter)} |"));
            // Masked before it is cut: half of a secret is not known as one.
            var shown = Show(style.Plain(source.Line(number).ToString()), from);
            writer.WriteLine(shown.Length == 0 ? string.Empty : " " + shown);
            if (number == line)
            {
                var lead = Width(text, from, Math.Min(column - 1, text.Length));
                var marks = Math.Max(1, Width(text, Math.Min(column - 1, text.Length), Math.Min(end, text.Length)));
                marks = Math.Min(marks, Math.Max(1, MaxWidth - lead));
                var under = new string('^', marks);
                writer.Write(style.Blue($"  {new string(' ', gutter)} |"));
                writer.Write(new string(' ', lead + 1));
                writer.WriteLine(isError ? style.Red(under) : style.Yellow(under));
            }
        }
    }

    private static string Show(ReadOnlySpan<char> line, int from)
    {
        line = from < line.Length ? line[from..] : default;
        line = line[..Math.Min(line.Length, MaxWidth)];
        return line.ToString().Replace("\t", new string(' ', TabWidth), StringComparison.Ordinal).TrimEnd();
    }

    private static int Width(ReadOnlySpan<char> line, int from, int to)
    {
        var width = 0;
        for (var i = from; i < to; i++)
        {
            width += line[i] == '\t' ? TabWidth : char.IsLowSurrogate(line[i]) ? 0 : 1;
        }

        return width;
    }

    private static void WriteIndented(TextWriter writer, string text, string indent)
    {
        if (!text.Contains('\n', StringComparison.Ordinal))
        {
            writer.WriteLine(text);
            return;
        }

        var first = true;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            writer.Write(first || line.IsEmpty ? string.Empty : indent);
            writer.WriteLine(line);
            first = false;
        }
    }

    private readonly struct Style(bool ansi, SecretMask? mask)
    {
        public string Plain(string text) => mask is null ? text : mask.Mask(text);

        public string Bold(string text) => Paint(text, "1");

        public string Red(string text) => Paint(text, "1;31");

        public string Yellow(string text) => Paint(text, "1;33");

        public string Blue(string text) => Paint(text, "34");

        public string Cyan(string text) => Paint(text, "36");

        private string Paint(string text, string code) =>
            ansi ? $"\e[{code}m{Plain(text)}\e[0m" : Plain(text);
    }
}
