using System.Text;
using System.Text.RegularExpressions;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Python's <c>re</c> on .NET's engine.</summary>
internal static class PythonRegex
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static DictValue Module() => DictValue.Of(
        ("IGNORECASE", 2), ("I", 2), ("MULTILINE", 8), ("M", 8), ("DOTALL", 16), ("S", 16), ("VERBOSE", 64), ("X", 64),
        ("ASCII", 256), ("A", 256), ("UNICODE", 32), ("U", 32),
        ("compile", Value.From("compile", static (_, a) => Value.From(Compile(a, 1)))),
        ("escape", Value.From("escape", static (_, a) => Escape(a.RequireString(0, "pattern", "escape")))),
        Function("match", 2), Function("fullmatch", 2), Function("search", 2), Function("findall", 2), Function("finditer", 2),
        Function("split", 3), Function("sub", 4), Function("subn", 4));

    public static PatternValue Compile(Arguments arguments, int flagsAt)
    {
        var pattern = arguments.Require(0, "pattern", "the function");
        if (pattern.As<PatternValue>() is { } compiled)
        {
            return compiled;
        }

        arguments.Get(flagsAt, "flags", 0).TryGetInt64(out var flags);
        var text = arguments.RequireString(0, "pattern", "the function");
        try
        {
            var names = new Dictionary<string, int>();
            return new PatternValue(text, new Regex(Translate(text, names), Options(flags), Timeout), names);
        }
        catch (ArgumentException e)
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed, $"'{text}' is not a regular expression: {e.Message}", arguments.Span);
        }
    }

    // The functions of the module are the methods of a compiled pattern.
    private static (string, Value) Function(string name, int flagsAt) => (name, Value.From(name, (state, a) =>
        Compile(a, flagsAt).Call(name, state, a with { Positional = a.Positional[Math.Min(1, a.Positional.Length)..] })));

    private static RegexOptions Options(long flags) =>
        RegexOptions.CultureInvariant
        | ((flags & 2) != 0 ? RegexOptions.IgnoreCase : RegexOptions.None)
        | ((flags & 8) != 0 ? RegexOptions.Multiline : RegexOptions.None)
        | ((flags & 16) != 0 ? RegexOptions.Singleline : RegexOptions.None)
        | ((flags & 64) != 0 ? RegexOptions.IgnorePatternWhitespace : RegexOptions.None);

    // What Python writes in another way: the end of the text, and named groups. Python numbers all groups from left to right,
    // .NET the named ones last, so names are kept apart and groups have numbers only.
    private static string Translate(string pattern, Dictionary<string, int> names)
    {
        var output = new StringBuilder(pattern.Length);
        var groups = 0;
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                output.Append(c).Append(pattern[i + 1] == 'Z' ? 'z' : pattern[i + 1]);
                i++;
                continue;
            }

            inClass = inClass ? c != ']' : c == '[';
            if (c != '(' || inClass)
            {
                output.Append(c);
                continue;
            }

            var rest = pattern.AsSpan(i);
            if (rest.StartsWith("(?P<") && pattern.IndexOf('>', i) is var end and > 0)
            {
                names[pattern[(i + 4)..end]] = ++groups;
                output.Append('(');
                i = end;
            }
            else if (rest.StartsWith("(?P=") && pattern.IndexOf(')', i) is var close and > 0
                && names.TryGetValue(pattern[(i + 4)..close], out var number))
            {
                output.Append("(?:\\").Append(number).Append(')');
                i = close;
            }
            else
            {
                groups += rest.StartsWith("(?") ? 0 : 1;
                output.Append(c);
            }
        }

        return output.ToString();
    }

    private static string Escape(string text)
    {
        var output = new StringBuilder();
        foreach (var c in text)
        {
            if ("()[]{}?*+-|^$\\.&~# \t\n\r\v\f".Contains(c))
            {
                output.Append('\\');
            }

            output.Append(c);
        }

        return output.ToString();
    }
}
