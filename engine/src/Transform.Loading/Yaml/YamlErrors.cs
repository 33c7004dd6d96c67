using System.Globalization;
using Transform.Core;
using YamlDotNet.Core;

namespace Transform.Loading.Yaml;

/// <summary>Turns what the YAML parser says into the cause as an analyst sees it. The parser notices a mistake late, often on
/// the next line, so the lines before it are looked at for the usual ones.</summary>
internal static class YamlErrors
{
    private const string TemplateHint = "A value that starts with {{ or {% needs quotes around all of it: \"{{ ... }}\"";

    public static Diagnostic Explain(SourceText source, YamlException exception)
    {
        var (line, column) = source.Locate((int)Math.Min(exception.Start.Index, source.Text.Length));
        return FindTab(source, line)
            ?? FindOpenQuote(source, exception)
            ?? FindTemplate(source, line)
            ?? FindStart(source, line)
            ?? FindMissingSpace(source, line)
            ?? FindColon(source, line, exception)
            ?? FindIndentation(source, line, exception)
            ?? Error(source, line, column, 1, $"This is not valid YAML: {Sentence(exception.Message)}", null);
    }

    public static TransformException KeyIsNoText(SourceText source, YamlNode key)
    {
        var isTemplate = source.Text.AsSpan(Math.Max(key.Start - 1, 0)).StartsWith("{{") || source.Text.AsSpan(key.Start).StartsWith("{{");
        var start = isTemplate && key.Start > 0 && source.Text[key.Start - 1] == '{' ? key.Start - 1 : key.Start;
        return isTemplate
            ? TransformException.Error(
                DiagnosticCodes.InvalidYaml, "A template without quotes: YAML reads {{ as the start of a mapping.",
                source.Span(start, LengthOfTemplate(source.Text.AsSpan(start))), TemplateHint)
            : TransformException.Error(
                DiagnosticCodes.InvalidYaml, $"A key must be a text, not {key.Description}.",
                source.Span(key.Start, key.End - key.Start), "Put quotes around a key that starts with '{' or '['.");
    }

    private static Diagnostic? FindTab(SourceText source, int line)
    {
        for (var number = Math.Max(1, line - 1); number <= Math.Min(source.LineCount, line + 1); number++)
        {
            var text = source.Line(number);
            var indent = text.Length - text.TrimStart(" \t").Length;
            var tab = text[..indent].IndexOf('\t');
            if (tab >= 0 && indent < text.Length)
            {
                return Error(
                    source, number, tab + 1, indent - tab, "This line is indented with a tab, which YAML does not allow.",
                    "Indent with spaces: two for each level. Most editors can turn tabs into spaces.");
            }
        }

        return null;
    }

    private static Diagnostic? FindOpenQuote(SourceText source, YamlException exception)
    {
        var message = exception.Message;
        if (!message.Contains("quoted scalar", StringComparison.OrdinalIgnoreCase)
            || !(message.Contains("unexpected", StringComparison.OrdinalIgnoreCase)
                || message.Contains("wrong indentation", StringComparison.OrdinalIgnoreCase)))
        {
            // A text after a closing quote: 'it's' or "a" b.
            var (at, _) = source.Locate((int)exception.Start.Index);
            return FindTextAfterQuote(source, at) ?? FindTextAfterQuote(source, at - 1);
        }

        var start = (int)exception.Start.Index;
        var (line, column) = source.Locate(start);
        var quote = start < source.Text.Length ? source.Text[start] : '"';
        return Error(
            source, line, column, Math.Max(1, source.Line(line).Length - column + 1), "This quote is never closed.",
            quote == '\''
                ? "Close it with ' at the end of the value; a ' inside is written twice ('')."
                : "Close it with \" at the end of the value; a \" inside is written \\\".");
    }

    private static Diagnostic? FindTextAfterQuote(SourceText source, int line)
    {
        if (!Value(source, line, out var column, out var value) || value[0] is not ('\'' or '"'))
        {
            return null;
        }

        var quote = value[0];
        var i = 1;
        for (; i < value.Length; i++)
        {
            if (quote == '"' && value[i] == '\\')
            {
                i++;
            }
            else if (value[i] == quote)
            {
                if (quote == '\'' && i + 1 < value.Length && value[i + 1] == '\'')
                {
                    i++;
                    continue;
                }

                break;
            }
        }

        if (i >= value.Length - 1)
        {
            return null;
        }

        var after = value[(i + 1)..].TrimStart(' ');
        if (after.IsEmpty || after[0] is '#' or ',' or ']' or '}' or ':')
        {
            return null;
        }

        return Error(
            source, line, column, i + 1, "The quotes around this value end before the value does.",
            quote == '\''
                ? "Put quotes around the whole value; a ' inside single quotes is written twice (''), or use double quotes."
                : "Put quotes around the whole value; a \" inside double quotes is written \\\", or use single quotes.");
    }

    private static Diagnostic? FindTemplate(SourceText source, int line)
    {
        for (var number = line; number >= Math.Max(1, line - 2); number--)
        {
            if (Value(source, number, out var column, out var value) && (value.StartsWith("{{") || value.StartsWith("{%")))
            {
                return Error(
                    source, number, column, value.Length, "A template without quotes: YAML reads { as the start of a mapping.",
                    TemplateHint);
            }
        }

        return null;
    }

    private static Diagnostic? FindStart(SourceText source, int line)
    {
        for (var number = line; number >= Math.Max(1, line - 1); number--)
        {
            if (Value(source, number, out var column, out var value) && value[0] is '@' or '`' or '%' or '*' or '!')
            {
                return Error(
                    source, number, column, value.Length, $"A value cannot start with {value[0]} here.",
                    "Put quotes around the value.");
            }
        }

        return null;
    }

    private static Diagnostic? FindColon(SourceText source, int line, YamlException exception)
    {
        if (!exception.Message.Contains("invalid mapping", StringComparison.OrdinalIgnoreCase)
            && !exception.Message.Contains("mapping value", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var above = line - 1;
        while (above > 1 && source.Line(above).Trim().IsEmpty)
        {
            above--;
        }

        if (above >= 1 && Value(source, above, out var start, out var before) && Indent(source.Line(line)) >= start - 1
            && Indent(source.Line(above)) < Indent(source.Line(line)) && !before.ContainsAny(" :".AsSpan()) && start == Indent(source.Line(above)) + 1)
        {
            return Error(
                source, above, start, before.Length, $"A colon is missing after '{before}'.", $"Write {before}: and put what belongs to it below.");
        }

        for (var number = line; number >= Math.Max(1, line - 1); number--)
        {
            if (Value(source, number, out var column, out var value) && value[0] is not ('"' or '\'' or '|' or '>')
                && (value.Contains(": ", StringComparison.Ordinal) || (value.EndsWith(":") && column > Indent(source.Line(number)) + 1)))
            {
                return Error(
                    source, number, column, value.Length, "A colon in a value without quotes: YAML takes it for another key.",
                    "Put quotes around the value.");
            }
        }

        if (above >= 1 && Indent(source.Line(line)) > Indent(source.Line(above)) && Value(source, above, out _, out var single))
        {
            return single.Contains(':')
                ? Indentation(source, line, "The indentation of this line does not fit the lines above it.")
                : Indentation(source, line, "This key is indented below a line that already has a value.");
        }

        return null;
    }

    // `name:orders` between keys.
    private static Diagnostic? FindMissingSpace(SourceText source, int line)
    {
        for (var number = line; number >= Math.Max(1, line - 1); number--)
        {
            var text = source.Line(number);
            var start = Indent(text);
            start += text[start..].StartsWith("- ") ? 2 + Indent(text[(start + 2)..]) : 0;
            var rest = text[start..];
            var colon = rest.IndexOf(':');
            if (colon > 0 && colon + 1 < rest.Length && rest[colon + 1] is not (' ' or '\t' or ':' or '/')
                && !rest[..colon].ContainsAny(" '\"#{[".AsSpan()))
            {
                return Error(
                    source, number, start + colon + 1, 1, "A space is missing after this colon.",
                    $"Write {rest[..colon]}: {rest[(colon + 1)..]}");
            }
        }

        return null;
    }

    private static Diagnostic? FindIndentation(SourceText source, int line, YamlException exception)
    {
        if (exception.Message.Contains("flow", StringComparison.OrdinalIgnoreCase))
        {
            var (at, column) = source.Locate((int)exception.Start.Index);
            if (OpenBracket(source.Text.AsSpan(0, (int)exception.Start.Index)) is >= 0 and var open && source.Locate(open) is var opened && opened.Line != at)
            {
                (at, column) = opened;
            }

            return Error(
                source, at, column, 1, "A list [...] or mapping {...} is not closed, or a comma is missing in it.",
                "Close it with ] or }, and put a comma between its entries.");
        }

        if (!exception.Message.Contains("block", StringComparison.OrdinalIgnoreCase)
            && !exception.Message.Contains("simple key", StringComparison.OrdinalIgnoreCase)
            && !exception.Message.Contains("expected", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var current = source.Line(line).Trim();
        if (!current.IsEmpty && !current.Contains(':') && current[0] != '-')
        {
            return Error(
                source, line, Indent(source.Line(line)) + 1, current.Length, "This line is neither 'key: value' nor '- item'.",
                "Add the colon, or put a text of several lines behind 'key: |' with each line indented.");
        }

        return Indentation(source, line, "The indentation of this line does not fit the lines above it.");
    }

    /// <summary>The innermost bracket that is open at the end of a text; -1 where there is none. In plain values brackets mean nothing.</summary>
    private static int OpenBracket(ReadOnlySpan<char> text)
    {
        var open = new Stack<int>();
        var before = '\n';
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '#' when i == 0 || char.IsWhiteSpace(text[i - 1]):
                    i += text[i..].IndexOf('\n') is >= 0 and var end ? end : text.Length - i;
                    continue;
                case '"' or '\'' when StartsValue(before):
                    i += text[(i + 1)..].IndexOf(text[i]) is >= 0 and var length ? length + 1 : text.Length - i;
                    before = '"';
                    continue;
                case '[' or '{' when StartsValue(before):
                    open.Push(i);
                    break;
                case ']' or '}' when open.Count > 0:
                    open.Pop();
                    break;
            }

            before = i < text.Length && text[i] is not (' ' or '\r') ? text[i] : before;
        }

        return open.Count > 0 ? open.Peek() : -1;

        static bool StartsValue(char before) => before is '\n' or ':' or '-' or ',' or '[' or '{';
    }

    private static Diagnostic Indentation(SourceText source, int line, string message)
    {
        var indent = Indent(source.Line(line));
        return Error(
            source, line, indent + 1, Math.Max(1, source.Line(line).TrimEnd().Length - indent), message,
            "Keys of the same mapping, and the dashes of the same list, start in the same column.");
    }

    // The value on a line, after `key: ` or `- `; false when there is none.
    private static bool Value(SourceText source, int line, out int column, out ReadOnlySpan<char> value)
    {
        value = default;
        column = 1;
        if (line < 1 || line > source.LineCount)
        {
            return false;
        }

        var text = source.Line(line).TrimEnd();
        var start = Indent(text);
        while (start + 1 < text.Length && text[start] == '-' && text[start + 1] == ' ')
        {
            start += 2;
            start += Indent(text[start..]);
        }

        var rest = text[start..];
        if (!rest.IsEmpty && rest[0] is not ('"' or '\'' or '{' or '['))
        {
            var colon = rest.IndexOf(": ");
            if (colon > 0)
            {
                start += colon + 2;
                start += Indent(text[start..]);
                rest = text[start..];
            }
            else if (rest.EndsWith(":"))
            {
                return false;
            }
        }

        value = rest;
        column = start + 1;
        return !value.IsEmpty && value[0] != '#';
    }

    private static int Indent(ReadOnlySpan<char> line) => line.Length - line.TrimStart(' ').Length;

    private static int LengthOfTemplate(ReadOnlySpan<char> text)
    {
        var close = text.IndexOf("}}");
        var end = text.IndexOf('\n');
        return close >= 0 && (end < 0 || close < end) ? close + 2 : Math.Max(1, end < 0 ? text.Length : end);
    }

    private static Diagnostic Error(SourceText source, int line, int column, int length, string message, string? hint)
    {
        var start = Math.Min(Offset(source, line) + column - 1, source.Text.Length);
        return Diagnostic.Error(DiagnosticCodes.InvalidYaml, message, source.Span(start, length), hint);
    }

    private static int Offset(SourceText source, int line)
    {
        var offset = 0;
        for (var i = 1; i < line; i++)
        {
            offset = source.Text.IndexOf('\n', offset) + 1;
        }

        return offset;
    }

    private static string Sentence(string message)
    {
        message = message.Trim().TrimEnd('.');
        return message.Length == 0
            ? "its structure is broken."
            : string.Create(CultureInfo.InvariantCulture, $"{char.ToLowerInvariant(message[0])}{message[1..]}.");
    }
}
