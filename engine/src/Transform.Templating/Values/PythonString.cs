using System.Text;
using Transform.Core;

namespace Transform.Templating;

/// <summary>What Python's strings can do, as functions.</summary>
internal static class PythonString
{
    public static string Capitalize(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();

    public static string Center(string text, int width, char fill)
    {
        var space = width - text.Length;
        if (space <= 0)
        {
            return text;
        }

        Arithmetic.CheckLength(width);

        // Python puts the odd one on the left when the width is odd.
        var left = (space / 2) + (space & width & 1);
        return new string(fill, left) + text + new string(fill, space - left);
    }

    public static int Count(string text, string part)
    {
        if (part.Length == 0)
        {
            return text.Length + 1;
        }

        var count = 0;
        for (var i = text.IndexOf(part, StringComparison.Ordinal); i >= 0;
            i = text.IndexOf(part, i + part.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    public static string ExpandTabs(string text, int size)
    {
        var output = new StringBuilder();
        var column = 0;
        foreach (var c in text)
        {
            if (c == '\t')
            {
                Arithmetic.CheckLength(output.Length + (long)size);
                var spaces = size > 0 ? size - (column % size) : 0;
                output.Append(' ', spaces);
                column += spaces;
            }
            else
            {
                output.Append(c);
                column = c is '\n' or '\r' ? 0 : column + 1;
            }
        }

        return output.ToString();
    }

    public static bool IsIdentifier(string text) =>
        text.Length > 0 && (char.IsLetter(text[0]) || text[0] == '_') && text.All(static c => char.IsLetterOrDigit(c) || c == '_');

    public static TupleValue Partition(string text, string separator, bool last)
    {
        RequireSeparator(separator);
        var at = last
            ? text.LastIndexOf(separator, StringComparison.Ordinal)
            : text.IndexOf(separator, StringComparison.Ordinal);
        return at >= 0
            ? TupleValue.Of(text[..at], separator, text[(at + separator.Length)..])
            : last ? TupleValue.Of(string.Empty, string.Empty, text) : TupleValue.Of(text, string.Empty, string.Empty);
    }

    public static string Replace(string text, string old, string replacement, int count)
    {
        if (count == 0)
        {
            return text;
        }

        if (old.Length > 0 && count < 0)
        {
            CheckReplaced(text, old, replacement);
            return text.Replace(old, replacement, StringComparison.Ordinal);
        }

        CheckReplaced(text, old, replacement);
        var output = new StringBuilder();
        var at = 0;
        while (count != 0)
        {
            var found = old.Length == 0 ? at : text.IndexOf(old, at, StringComparison.Ordinal);
            if (found < 0)
            {
                break;
            }

            output.Append(text, at, found - at).Append(replacement);
            at = found + old.Length;
            count--;
            if (old.Length == 0)
            {
                if (at == text.Length)
                {
                    break;
                }

                output.Append(text[at++]);
            }
        }

        return output.Append(text, at, text.Length - at).ToString();
    }

    public static ListValue Split(string text, Value separator, int max, bool fromRight)
    {
        if (separator.IsMissing)
        {
            return fromRight ? SplitWordsFromRight(text, max) : SplitWords(text, max);
        }

        var by = separator.AsString() ?? throw TransformException.Error(
            DiagnosticCodes.WrongArguments, $"split() needs a string to split at, not {separator.TypeName}.");
        RequireSeparator(by);
        var parts = text.Split(by);
        if (max < 0 || parts.Length - 1 <= max)
        {
            return new ListValue(parts.Select(p => (Value)p));
        }

        var joined = parts.Length - max;
        return fromRight
            ? new ListValue(parts.Skip(joined).Prepend(string.Join(by, parts, 0, joined)).Select(p => (Value)p))
            : new ListValue(parts.Take(max).Append(string.Join(by, parts, max, joined)).Select(p => (Value)p));
    }

    public static ListValue SplitWords(string text, int max)
    {
        var words = new ListValue();
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                return words;
            }

            if (max >= 0 && words.Count == max)
            {
                words.Add(text[at..]);
                return words;
            }

            var start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            words.Add(text[start..at]);
        }
    }

    public static ListValue SplitLines(string text, bool keepEnds)
    {
        var lines = new ListValue();
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && !IsLineBreak(text[end]))
            {
                end++;
            }

            var next = end < text.Length
                ? end + (text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1)
                : end;
            lines.Add(text[start..(keepEnds ? next : end)]);
            start = next;
        }

        return lines;
    }

    public static string Strip(string text, Value characters, bool left, bool right)
    {
        if (characters.IsMissing)
        {
            return left && right ? text.Trim() : left ? text.TrimStart() : text.TrimEnd();
        }

        var set = characters.ToString().ToCharArray();
        if (set.Length == 0)
        {
            return text;
        }

        return left && right ? text.Trim(set) : left ? text.TrimStart(set) : text.TrimEnd(set);
    }

    /// <summary>Python's <c>str.title</c>: words are runs of letters.</summary>
    public static string Title(string text)
    {
        var output = new StringBuilder(text.Length);
        var inWord = false;
        foreach (var c in text)
        {
            output.Append(inWord ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c));
            inWord = char.IsLetter(c);
        }

        return output.ToString();
    }

    public static string ZeroFill(string text, int width)
    {
        var zeros = width - text.Length;
        if (zeros <= 0)
        {
            return text;
        }

        Arithmetic.CheckLength(width);

        return text.Length > 0 && text[0] is '+' or '-'
            ? text[0] + new string('0', zeros) + text[1..]
            : new string('0', zeros) + text;
    }

    private static ListValue SplitWordsFromRight(string text, int max)
    {
        var words = new List<Value>();
        var end = text.Length;
        while (true)
        {
            while (end > 0 && char.IsWhiteSpace(text[end - 1]))
            {
                end--;
            }

            if (end == 0)
            {
                break;
            }

            if (max >= 0 && words.Count == max)
            {
                words.Add(text[..end]);
                break;
            }

            var last = end;
            while (end > 0 && !char.IsWhiteSpace(text[end - 1]))
            {
                end--;
            }

            words.Add(text[end..last]);
        }

        words.Reverse();
        return new ListValue(words);
    }

    /// <summary>Pads with a character on one side.</summary>
    public static string Justify(string text, int width, char fill, bool left)
    {
        Arithmetic.CheckLength(width);
        return left ? text.PadRight(Math.Max(width, 0), fill) : text.PadLeft(Math.Max(width, 0), fill);
    }

    // Only where a longer text could come out is it worth counting.
    private static void CheckReplaced(string text, string old, string replacement)
    {
        if (replacement.Length > old.Length && (long)text.Length * replacement.Length > int.MaxValue / 256)
        {
            Arithmetic.CheckLength(text.Length + ((long)Count(text, old) * replacement.Length));
        }
    }

    private static bool IsLineBreak(char c) =>
        c is '\n' or '\r' or '\v' or '\f' or '\x1c' or '\x1d' or '\x1e' or '\x85' or '\u2028' or '\u2029';

    private static void RequireSeparator(string separator)
    {
        if (separator.Length == 0)
        {
            throw TransformException.Error(DiagnosticCodes.OperationFailed, "A string cannot be split at an empty string.");
        }
    }
}
