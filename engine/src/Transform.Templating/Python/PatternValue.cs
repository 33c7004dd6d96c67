using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Transform.Core;

namespace Transform.Templating;

/// <summary>A compiled regular expression.</summary>
/// <param name="pattern">As written in Python.</param>
/// <param name="regex">For .NET; its groups have numbers only.</param>
/// <param name="names">The names of groups, with their numbers.</param>
internal sealed class PatternValue(string pattern, Regex regex, IReadOnlyDictionary<string, int> names) : IHostObject
{
    private static readonly string[] Methods = ["match", "fullmatch", "search", "findall", "finditer", "split", "sub", "subn"];

    public string TypeName => "re.Pattern";

    public IReadOnlyDictionary<string, int> Names => names;

    public string Render() => $"re.compile({((Value)pattern).Repr()})";

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "pattern" => pattern,
            "groups" => regex.GetGroupNumbers().Length - 1,
            "groupindex" => new DictValue(names.Select(n => KeyValuePair.Create((Value)n.Key, (Value)n.Value))),
            _ when Methods.Contains(name) => Value.From(name, (state, a) => Call(name, state, a)),
            _ => default,
        };
        return !value.IsUndefined;
    }

    public Value Call(string method, RenderState state, Arguments a)
    {
        try
        {
            return method switch
            {
                "search" => Found(regex.Match(Text(a, 0))),
                "match" => Anchored(Text(a, 0), whole: false),
                "fullmatch" => Anchored(Text(a, 0), whole: true),
                "findall" => new ListValue(Matches(Text(a, 0)).Select(FindAllItem)),
                "finditer" => new ListValue(Matches(Text(a, 0)).Select(m => Value.From(new MatchValue(m, this)))),
                "split" => Split(Text(a, 0), Limit(a, 1, "maxsplit")),
                "sub" => Substitute(state, a).Text,
                _ => Substitute(state, a) is var (text, count) ? TupleValue.Of(text, count) : default(Value),
            };
        }
        catch (RegexMatchTimeoutException)
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed,
                $"The regular expression '{pattern}' takes too long on this text.",
                a.Span,
                "Avoid repetitions within repetitions, such as (a+)+.");
        }
    }

    private static string Text(Arguments arguments, int position) => arguments.RequireString(position, "string", "the function");

    private static int Limit(Arguments arguments, int position, string name) =>
        arguments.Get(position, name, 0).TryGetInt64(out var limit) ? (int)limit : 0;

    private MatchCollection Matches(string text) => regex.Matches(text);

    private Value Found(Match match) => match.Success ? Value.From(new MatchValue(match, this)) : Value.None;

    private Value Anchored(string text, bool whole)
    {
        // \G holds the match to the start, whatever alternatives the pattern has.
        var anchored = new Regex(whole ? $@"\G(?:{regex})\z" : $@"\G(?:{regex})", regex.Options, regex.MatchTimeout);
        return Found(anchored.Match(text));
    }

    private static Value FindAllItem(Match match) => match.Groups.Count switch
    {
        1 => match.Value,
        2 => match.Groups[1].Value,
        _ => new TupleValue(match.Groups.Cast<Group>().Skip(1).Select(g => (Value)g.Value)),
    };

    private ListValue Split(string text, int limit)
    {
        var parts = new ListValue();
        var start = 0;
        var splits = 0;
        foreach (Match match in Matches(text))
        {
            if (limit > 0 && splits++ == limit)
            {
                break;
            }

            parts.Add(text[start..match.Index]);
            foreach (var group in match.Groups.Cast<Group>().Skip(1))
            {
                parts.Add(group.Success ? group.Value : Value.None);
            }

            start = match.Index + match.Length;
        }

        parts.Add(text[start..]);
        return parts;
    }

    private (string Text, int Count) Substitute(RenderState state, Arguments a)
    {
        var replacement = a.Require(0, "repl", "sub");
        var text = Text(a, 1);
        var limit = Limit(a, 2, "count");
        var output = new StringBuilder();
        var start = 0;
        var count = 0;
        foreach (Match match in Matches(text))
        {
            if (limit > 0 && count == limit)
            {
                break;
            }

            output.Append(text, start, match.Index - start);
            if (replacement.AsObject() is ICallable callable)
            {
                output.Append(callable.Call(state, Arguments.Of(Value.From(new MatchValue(match, this)))).ToString());
            }
            else
            {
                Expand(output, replacement.ToString(), match, names);
            }

            start = match.Index + match.Length;
            count++;
        }

        return (output.Append(text, start, text.Length - start).ToString(), count);
    }

    // Backslash and a number, \g<name>, and the escapes of strings.
    internal static void Expand(StringBuilder output, string template, Match match, IReadOnlyDictionary<string, int> names)
    {
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '\\' || i + 1 == template.Length)
            {
                output.Append(template[i]);
                continue;
            }

            var next = template[++i];
            if (char.IsAsciiDigit(next))
            {
                var digits = i + 1 < template.Length && char.IsAsciiDigit(template[i + 1]) ? 2 : 1;
                output.Append(match.Groups[int.Parse(template.AsSpan(i, digits), CultureInfo.InvariantCulture)].Value);
                i += digits - 1;
            }
            else if (next == 'g' && i + 1 < template.Length && template[i + 1] == '<' && template.IndexOf('>', i) is var close and > 0)
            {
                var name = template[(i + 2)..close];
                output.Append(match.Groups[names.TryGetValue(name, out var number) ? number
                    : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number
                    : throw TransformException.Error(
                        DiagnosticCodes.OperationFailed, $"The regular expression has no group '{name}'.")].Value);
                i = close;
            }
            else
            {
                output.Append(next switch { 'n' => "\n", 't' => "\t", 'r' => "\r", '\\' => "\\", _ => "\\" + next });
            }
        }
    }
}

/// <summary>What a regular expression found.</summary>
internal sealed class MatchValue(Match match, PatternValue pattern) : IHostObject
{
    public string TypeName => "re.Match";

    public string Render() =>
        $"<re.Match object; span=({match.Index}, {match.Index + match.Length}), match={((Value)match.Value).Repr()}>";

    public bool TryGetItem(Value key, out Value value)
    {
        value = ValueOf(GroupOf(key));
        return true;
    }

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "group" => Value.From(name, (_, a) => a.Positional.Length switch
            {
                0 => match.Value,
                1 => ValueOf(GroupOf(a.Positional.Span[0])),
                _ => new TupleValue(a.Positional.ToArray().Select(k => ValueOf(GroupOf(k)))),
            }),
            "groups" => Value.From(name, (_, a) => new TupleValue(
                match.Groups.Cast<Group>().Skip(1).Select(g => g.Success ? g.Value : a.Get(0, "default", Value.None)))),
            "groupdict" => Value.From(name, (_, a) => GroupDict(a.Get(0, "default", Value.None))),
            "start" => Value.From(name, (_, a) => GroupOf(a.Get(0, "group", 0)) is { Success: true } g ? g.Index : -1),
            "end" => Value.From(name, (_, a) => GroupOf(a.Get(0, "group", 0)) is { Success: true } g ? g.Index + g.Length : -1),
            "span" => Value.From(name, (_, a) => GroupOf(a.Get(0, "group", 0)) is { Success: true } g
                ? TupleValue.Of(g.Index, g.Index + g.Length) : TupleValue.Of(-1, -1)),
            "expand" => Value.From(name, (_, a) =>
            {
                var output = new StringBuilder();
                PatternValue.Expand(output, a.RequireString(0, "template", "expand"), match, pattern.Names);
                return output.ToString();
            }),
            "re" => Value.From(pattern),
            _ => default,
        };
        return !value.IsUndefined;
    }

    private static Value ValueOf(Group group) => group.Success ? group.Value : Value.None;

    private Group GroupOf(Value key)
    {
        var number = key.TryGetInt64(out var given) ? given : pattern.Names.TryGetValue(key.ToString(), out var named) ? named : -1;
        return number >= 0 && number < match.Groups.Count
            ? match.Groups[(int)number]
            : throw TransformException.Error(DiagnosticCodes.OperationFailed, $"The regular expression has no group {key.Repr()}.");
    }

    private DictValue GroupDict(Value fallback)
    {
        var dict = new DictValue();
        foreach (var (name, number) in pattern.Names)
        {
            dict[name] = match.Groups[number] is { Success: true } group ? group.Value : fallback;
        }

        return dict;
    }
}
