using System.Collections.Frozen;
using System.Text;
using Transform.Core;

namespace Transform.Templating;

/// <content>Methods of strings.</content>
internal static partial class Methods
{
    private static readonly FrozenDictionary<string, MethodFunction> StringTable = new Dictionary<string, MethodFunction>
    {
        ["capitalize"] = static (_, s, _) => PythonString.Capitalize(Text(s)),
        ["casefold"] = static (_, s, _) => Text(s).ToLowerInvariant().Replace("ß", "ss"),
        ["center"] = static (_, s, a) => PythonString.Center(Text(s), Int(a, 0, "width"), Fill(a)),
        ["count"] = static (_, s, a) => PythonString.Count(Part(s, a), a.RequireString(0, "sub", "count")),
        ["encode"] = static (_, s, _) => s,
        ["endswith"] = static (_, s, a) => MatchesAny(s, a, "endswith", static (t, p) => t.EndsWith(p, StringComparison.Ordinal)),
        ["expandtabs"] = static (_, s, a) => PythonString.ExpandTabs(Text(s), Int(a, 0, "tabsize", 8)),
        ["find"] = static (_, s, a) => Find(s, a, false),
        ["format"] = static (state, s, a) => BraceFormat.Format(state, Text(s), a),
        ["format_map"] = static (state, s, a) => BraceFormat.Format(
            state,
            Text(s),
            new Arguments(default, a.Require(0, "mapping", "format_map").AsDict() is { } d
                ? d.Select(p => KeyValuePair.Create(p.Key.ToString(), p.Value)).ToArray() : default)),
        ["index"] = static (_, s, a) => Require(Find(s, a, false), "index"),
        ["isalnum"] = static (_, s, _) => All(s, static c => char.IsLetterOrDigit(c)),
        ["isalpha"] = static (_, s, _) => All(s, static c => char.IsLetter(c)),
        ["isascii"] = static (_, s, _) => Text(s).All(char.IsAscii),
        ["isdecimal"] = static (_, s, _) => All(s, static c => char.IsDigit(c)),
        ["isdigit"] = static (_, s, _) => All(s, static c => char.IsDigit(c) || c is '²' or '³' or '¹'),
        ["isidentifier"] = static (_, s, _) => PythonString.IsIdentifier(Text(s)),
        ["islower"] = static (_, s, _) => Text(s).Any(char.IsLower) && !Text(s).Any(char.IsUpper),
        ["isnumeric"] = static (_, s, _) => All(s, static c => char.IsNumber(c)),
        ["isprintable"] = static (_, s, _) => Text(s).All(static c => !char.IsControl(c)),
        ["isspace"] = static (_, s, _) => All(s, static c => char.IsWhiteSpace(c)),
        ["istitle"] = static (_, s, _) => Text(s).Any(char.IsLetter) && PythonString.Title(Text(s)) == Text(s),
        ["isupper"] = static (_, s, _) => Text(s).Any(char.IsUpper) && !Text(s).Any(char.IsLower),
        ["join"] = Join,
        ["ljust"] = static (_, s, a) => PythonString.Justify(Text(s), Int(a, 0, "width"), Fill(a), true),
        ["lower"] = static (_, s, _) => Text(s).ToLowerInvariant(),
        ["lstrip"] = static (_, s, a) => PythonString.Strip(Text(s), a.Get(0, "chars", Value.None), true, false),
        ["maketrans"] = static (_, _, a) => MakeTranslation(a),
        ["partition"] = static (_, s, a) => PythonString.Partition(Text(s), a.RequireString(0, "sep", "partition"), false),
        ["removeprefix"] = static (_, s, a) => a.RequireString(0, "prefix", "removeprefix") is var p
            && Text(s).StartsWith(p, StringComparison.Ordinal) ? Text(s)[p.Length..] : s,
        ["removesuffix"] = static (_, s, a) => a.RequireString(0, "suffix", "removesuffix") is var p
            && p.Length > 0 && Text(s).EndsWith(p, StringComparison.Ordinal) ? Text(s)[..^p.Length] : s,
        ["replace"] = static (_, s, a) => PythonString.Replace(
            Text(s), a.RequireString(0, "old", "replace"), a.RequireString(1, "new", "replace"), Int(a, 2, "count", -1)),
        ["rfind"] = static (_, s, a) => Find(s, a, true),
        ["rindex"] = static (_, s, a) => Require(Find(s, a, true), "rindex"),
        ["rjust"] = static (_, s, a) => PythonString.Justify(Text(s), Int(a, 0, "width"), Fill(a), false),
        ["rpartition"] = static (_, s, a) => PythonString.Partition(Text(s), a.RequireString(0, "sep", "rpartition"), true),
        ["rsplit"] = static (_, s, a) => PythonString.Split(Text(s), a.Get(0, "sep", Value.None), Int(a, 1, "maxsplit", -1), true),
        ["rstrip"] = static (_, s, a) => PythonString.Strip(Text(s), a.Get(0, "chars", Value.None), false, true),
        ["split"] = static (_, s, a) => PythonString.Split(Text(s), a.Get(0, "sep", Value.None), Int(a, 1, "maxsplit", -1), false),
        ["splitlines"] = static (_, s, a) => PythonString.SplitLines(Text(s), a.Get(0, "keepends").IsTruthy),
        ["startswith"] = static (_, s, a) => MatchesAny(s, a, "startswith", static (t, p) => t.StartsWith(p, StringComparison.Ordinal)),
        ["strip"] = static (_, s, a) => PythonString.Strip(Text(s), a.Get(0, "chars", Value.None), true, true),
        ["swapcase"] = static (_, s, _) => string.Concat(Text(s).Select(
            static c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))),
        ["title"] = static (_, s, _) => PythonString.Title(Text(s)),
        ["translate"] = Translate,
        ["upper"] = static (_, s, _) => PythonCase.Upper(Text(s)),
        ["zfill"] = static (_, s, a) => PythonString.ZeroFill(Text(s), Int(a, 0, "width")),
    }.ToFrozenDictionary();

    private static string Text(Value self) => self.AsString()!;

    private static int Int(Arguments arguments, int position, string name, int? fallback = null)
    {
        var value = fallback is { } number ? arguments.Get(position, name, number) : arguments.Require(position, name, "the method");
        return value.IsNumeric && !value.IsFloat
            ? (int)System.Numerics.BigInteger.Min(System.Numerics.BigInteger.Max(value.ToBigInteger(), int.MinValue), 100_000_000)
            : throw TransformException.Error(
                DiagnosticCodes.WrongArguments, $"The argument '{name}' must be an integer, not {value.TypeName}.", arguments.Span);
    }

    private static char Fill(Arguments arguments) => arguments.Get(1, "fillchar", " ").AsString() is { Length: 1 } fill
        ? fill[0]
        : throw TransformException.Error(
            DiagnosticCodes.WrongArguments, "The fill must be one character.", arguments.Span);

    private static bool All(Value self, Func<char, bool> predicate) => Text(self).Length > 0 && Text(self).All(predicate);

    // The stretch of a string that `start` and `end` name.
    private static string Part(Value self, Arguments arguments, int from = 1) =>
        Slicing.Slice(self, arguments.Get(from, "start", Value.None), arguments.Get(from + 1, "end", Value.None), Value.None).AsString()!;

    private static Value Find(Value self, Arguments arguments, bool last)
    {
        var sub = arguments.RequireString(0, "sub", "find");
        var (first, count, _) = Slicing.Resolve(
            Text(self).Length, arguments.Get(1, "start", Value.None), arguments.Get(2, "end", Value.None), Value.None);
        var part = Text(self).AsSpan(first, count);
        var found = last ? (sub.Length == 0 ? count : part.LastIndexOf(sub)) : part.IndexOf(sub);
        return found < 0 ? -1 : found + first;
    }

    private static Value Require(Value position, string method) => position.Equals(-1)
        ? throw TransformException.Error(
            DiagnosticCodes.OperationFailed, $"{method}() does not find what it looks for.", hint: "find() gives -1 instead.")
        : position;

    private static bool MatchesAny(Value self, Arguments arguments, string method, Func<string, string, bool> matches)
    {
        var text = Part(self, arguments);
        var wanted = arguments.Require(0, "prefix", method);
        if (wanted.AsTuple() is { } choices)
        {
            return choices.Any(choice => choice.AsString() is { } item && matches(text, item));
        }

        return matches(text, arguments.RequireString(0, "prefix", method));
    }

    private static Value Join(RenderState state, Value self, Arguments arguments)
    {
        var output = new StringBuilder();
        var index = 0;
        foreach (var item in arguments.Require(0, "iterable", "join").Iterate())
        {
            Arithmetic.CheckLength(output.Length);
            output.Append(index++ == 0 ? string.Empty : Text(self)).Append(item.AsString() ?? throw TransformException.Error(
                DiagnosticCodes.OperationFailed,
                $"join() joins strings, but item {index - 1} is a value of type {item.TypeName}.",
                arguments.Span,
                "The filter `| join(...)` makes strings of the items itself."));
        }

        return output.ToString();
    }

    // Python's str.maketrans: a dict, or two strings of the same length and perhaps one of what is left out.
    private static Value MakeTranslation(Arguments arguments)
    {
        var table = new DictValue();
        if (arguments.Count == 1)
        {
            if (arguments.Positional.Span[0].AsDict() is not { } given)
            {
                throw TransformException.Error(
                    DiagnosticCodes.WrongArguments, "maketrans() takes a dictionary, or two or three strings.", arguments.Span);
            }

            foreach (var (key, value) in given)
            {
                table[key.AsString() is { Length: 1 } letter ? (int)letter[0] : key] = value;
            }

            return table;
        }

        var (from, to) = (arguments.RequireString(0, "x", "maketrans"), arguments.RequireString(1, "y", "maketrans"));
        if (from.Length != to.Length)
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments, "The first two strings of maketrans() must have the same length.", arguments.Span);
        }

        for (var i = 0; i < from.Length; i++)
        {
            table[(int)from[i]] = (int)to[i];
        }

        foreach (var letter in arguments.Get(2, "z", Value.EmptyString).ToString())
        {
            table[(int)letter] = Value.None;
        }

        return table;
    }

    private static Value Translate(RenderState state, Value self, Arguments arguments)
    {
        var table = arguments.Require(0, "table", "translate");
        var output = new StringBuilder();
        foreach (var c in Text(self))
        {
            if (table.AsDict() is { } dict && dict.TryGetValue((int)c, out var replacement))
            {
                output.Append(replacement.IsNone ? string.Empty
                    : replacement.TryGetInt64(out var code) ? PythonText.Character(code) : replacement.ToString());
            }
            else
            {
                output.Append(c);
            }
        }

        return output.ToString();
    }
}
