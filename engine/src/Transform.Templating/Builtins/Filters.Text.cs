using System.Buffers;
using System.Globalization;
using System.Text;
using Transform.Core;

namespace Transform.Templating;

/// <content>Filters on text.</content>
internal static partial class Filters
{
    // Far beyond every text and list, and small enough to calculate with.
    private const int MaxInteger = 500_000_000;

    private static readonly SearchValues<char> NotInXmlNames = SearchValues.Create(" \t\n\r\f/>=");

    public static string EscapeHtml(string text) => text
        .Replace("&", "&amp;").Replace(">", "&gt;").Replace("<", "&lt;").Replace("'", "&#39;").Replace("\"", "&#34;");

    private static int Integer(Arguments arguments, int position, string name, int fallback)
    {
        var value = arguments.Get(position, name, fallback);
        return value.IsNumeric && !value.IsFloat
            ? (int)System.Numerics.BigInteger.Min(System.Numerics.BigInteger.Max(value.ToBigInteger(), -MaxInteger), MaxInteger)
            : throw TransformException.Error(
                DiagnosticCodes.WrongArguments, $"The argument '{name}' must be an integer, not {value.TypeName}.", arguments.Span);
    }

    private static Value Format(RenderState state, Value value, Arguments arguments)
    {
        if (arguments.Positional.Length > 0 && arguments.Keywords.Length > 0)
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments, "format takes positional or named arguments, not both.", arguments.Span);
        }

        return PercentFormat.Format(
            value.ToString(),
            arguments.Keywords.Length > 0
                ? new DictValue(arguments.Keywords.ToArray().Select(k => KeyValuePair.Create((Value)k.Key, k.Value)))
                : new TupleValue(arguments.Positional.ToArray()));
    }

    private static Value Indent(RenderState state, Value value, Arguments arguments)
    {
        var width = arguments.Get(0, "width", 4);
        var indentation = width.AsString() ?? Arithmetic.Repeat(" ", Integer(arguments, 0, "width", 4));
        var first = arguments.Get(1, "first").IsTruthy;
        var blank = arguments.Get(2, "blank").IsTruthy;
        var lines = PythonString.SplitLines(value.ToString() + "\n", false).Select(l => l.ToString()).ToList();
        Arithmetic.CheckLength((long)indentation.Length * lines.Count);
        var output = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            output.Append(i > 0 ? "\n" : string.Empty);
            if ((i > 0 || first) && (blank || lines[i].Length > 0 || (i == 0 && first)))
            {
                output.Append(indentation);
            }

            output.Append(lines[i]);
        }

        return output.ToString();
    }

    private static Value Replace(RenderState state, Value value, Arguments arguments)
    {
        var old = arguments.Require(0, "old", "replace").ToString();
        var replacement = arguments.Require(1, "new", "replace").ToString();
        var count = arguments.Get(2, "count", Value.None);
        return PythonString.Replace(value.ToString(), old, replacement, count.IsNone ? -1 : Integer(arguments, 2, "count", -1));
    }

    private static Value StripTags(RenderState state, Value value, Arguments arguments)
    {
        var text = value.ToString();
        for (var open = text.IndexOf("<!--", StringComparison.Ordinal); open >= 0;
            open = text.IndexOf("<!--", StringComparison.Ordinal))
        {
            var close = text.IndexOf("-->", open, StringComparison.Ordinal);
            if (close < 0)
            {
                break;
            }

            text = text.Remove(open, close + 3 - open);
        }

        for (var open = text.IndexOf('<'); open >= 0; open = text.IndexOf('<'))
        {
            var close = text.IndexOf('>', open);
            if (close < 0)
            {
                break;
            }

            text = text.Remove(open, close + 1 - open);
        }

        text = string.Join(' ', PythonString.SplitWords(text, -1).Select(w => w.ToString()));
        return text.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&#34;", "\"").Replace("&#39;", "'")
            .Replace("&quot;", "\"").Replace("&amp;", "&");
    }

    // Words start after whitespace, hyphens and opening brackets.
    private static string Title(string text)
    {
        var output = new StringBuilder(text.Length);
        var starts = true;
        foreach (var c in text)
        {
            output.Append(starts ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            starts = char.IsWhiteSpace(c) || c is '-' or '(' or '{' or '[' or '<';
        }

        return output.ToString();
    }

    private static Value Truncate(RenderState state, Value value, Arguments arguments)
    {
        var text = value.ToString();
        var length = Integer(arguments, 0, "length", 255);
        var kill = arguments.Get(1, "killwords").IsTruthy;
        var end = arguments.Get(2, "end", "...").ToString();
        var leeway = arguments.Get(3, "leeway", Value.None).IsNone ? 5 : Integer(arguments, 3, "leeway", 5);
        if (length < end.Length || leeway < 0)
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments, "truncate needs a length of at least that of its end.", arguments.Span);
        }

        if (text.Length <= length + leeway)
        {
            return text;
        }

        var cut = text[..(length - end.Length)];
        var space = kill ? -1 : cut.LastIndexOf(' ');
        return (space < 0 ? cut : cut[..space]) + end;
    }

    private static Value UrlEncode(RenderState state, Value value, Arguments arguments)
    {
        if (value.IsString || value.TryIterate() is null)
        {
            return UrlQuote(value.ToString(), "/");
        }

        var pairs = value.AsDict() is { } dict
            ? dict.Select(p => (p.Key, p.Value))
            : value.Iterate().Select(p => (p.GetItem(0), p.GetItem(1)));
        return string.Join('&', pairs.Select(p => $"{UrlQuoteForm(p.Item1)}={UrlQuoteForm(p.Item2)}"));
    }

    private static string UrlQuoteForm(Value value) => UrlQuote(value.ToString(), " ").Replace(' ', '+');

    private static string UrlQuote(string text, string safe)
    {
        var output = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '~' || safe.Contains(c))
            {
                output.Append(c);
            }
            else
            {
                output.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return output.ToString();
    }

    // Addresses that stand between whitespace become links.
    private static Value Urlize(RenderState state, Value value, Arguments arguments)
    {
        var limit = arguments.Get(0, "trim_url_limit", Value.None);
        var noFollow = arguments.Get(1, "nofollow").IsTruthy;
        var target = arguments.Get(2, "target", Value.None);
        var rel = new SortedSet<string>(arguments.Get(3, "rel", Value.None) is { IsMissing: false } given
            ? PythonString.SplitWords(given.ToString(), -1).Select(w => w.ToString()) : [], StringComparer.Ordinal) { "noopener" };
        if (noFollow)
        {
            rel.Add("nofollow");
        }

        var attributes = $" rel=\"{string.Join(' ', rel)}\"" + (target.IsMissing ? string.Empty : $" target=\"{EscapeHtml(target.ToString())}\"");
        var output = new StringBuilder();
        foreach (var (word, isSpace) in Words(EscapeHtml(value.ToString())))
        {
            var core = isSpace ? string.Empty : word.TrimEnd('.', ',', ')', '>', '\n');
            var isUrl = core.StartsWith("http://", StringComparison.Ordinal) || core.StartsWith("https://", StringComparison.Ordinal);
            if (!isUrl && !core.StartsWith("www.", StringComparison.Ordinal))
            {
                output.Append(word);
                continue;
            }

            var shown = !limit.IsMissing && limit.TryGetInt64(out var max) && core.Length > max ? core[..(int)max] + "..." : core;
            output.Append("<a href=\"").Append(isUrl ? core : "https://" + core).Append('"').Append(attributes).Append('>')
                .Append(shown).Append("</a>").Append(word.AsSpan(core.Length));
        }

        return output.ToString();
    }

    private static IEnumerable<(string Word, bool IsSpace)> Words(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var isSpace = char.IsWhiteSpace(text[start]);
            var end = start + 1;
            while (end < text.Length && char.IsWhiteSpace(text[end]) == isSpace)
            {
                end++;
            }

            yield return (text[start..end], isSpace);
            start = end;
        }
    }

    private static Value WordCount(RenderState state, Value value, Arguments arguments)
    {
        var count = 0;
        var inWord = false;
        foreach (var c in value.ToString())
        {
            var isWord = char.IsLetterOrDigit(c) || c == '_';
            count += isWord && !inWord ? 1 : 0;
            inWord = isWord;
        }

        return count;
    }

    private static Value WordWrap(RenderState state, Value value, Arguments arguments)
    {
        var width = Integer(arguments, 0, "width", 79);
        var breakLong = arguments.Get(1, "break_long_words", true).IsTruthy;
        var separator = arguments.Get(2, "wrapstring", "\n") is { IsMissing: false } given ? given.ToString() : "\n";
        var breakHyphens = arguments.Get(3, "break_on_hyphens", true).IsTruthy;
        if (width <= 0)
        {
            throw TransformException.Error(DiagnosticCodes.WrongArguments, "wordwrap needs a width above 0.", arguments.Span);
        }

        return string.Join(
            separator,
            PythonString.SplitLines(value.ToString(), false)
                .Select(line => string.Join(separator, TextWrap.Wrap(line.ToString(), width, breakLong, breakHyphens))));
    }

    private static Value XmlAttributes(RenderState state, Value value, Arguments arguments)
    {
        var dict = value.AsDict() ?? throw TransformException.Error(
            DiagnosticCodes.OperationFailed, $"xmlattr needs a dictionary, not {value.TypeName}.", arguments.Span);
        var output = new StringBuilder();
        foreach (var (key, item) in dict)
        {
            if (item.IsMissing)
            {
                continue;
            }

            var name = key.ToString();
            if (name.AsSpan().ContainsAny(NotInXmlNames))
            {
                throw TransformException.Error(
                    DiagnosticCodes.OperationFailed, $"'{name}' cannot be the name of an XML attribute.", arguments.Span);
            }

            output.Append(output.Length > 0 ? " " : string.Empty)
                .Append(EscapeHtml(name)).Append("=\"").Append(EscapeHtml(item.ToString())).Append('"');
        }

        return output.Length > 0 && arguments.Get(0, "autospace", true).IsTruthy ? " " + output : output.ToString();
    }
}
