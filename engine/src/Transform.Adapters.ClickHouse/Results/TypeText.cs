using System.Globalization;
using System.Text;

namespace Transform.Adapters.ClickHouse.Results;

/// <summary>A place in the name of a type, which moves on with what is read there.</summary>
/// <remarks>Whatever is not as it has to be throws a <see cref="NotSupportedException"/>.</remarks>
internal struct TypeText(string text)
{
    private int at;

    /// <summary>Everything has been read.</summary>
    internal readonly bool IsAtEnd => at == text.Length;

    /// <summary>Behind the parenthesis that closes the arguments.</summary>
    internal void SkipArguments()
    {
        while (!TryTake(')'))
        {
            SkipArgument();
        }
    }

    /// <summary>To the comma after it, or to the parenthesis that closes the arguments.</summary>
    internal void SkipArgument()
    {
        for (var level = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\'' or '`' or '"':
                    Quoted();
                    at--;
                    break;
                case '(':
                    level++;
                    break;
                case ')' when level-- == 0:
                    return;
                case ',' when level == 0:
                    at++;
                    return;
            }
        }

        throw Unknown();
    }

    /// <summary>What comes next, behind blanks; a zero at the end.</summary>
    internal char Peek()
    {
        while (at < text.Length && text[at] is ' ' or '\n')
        {
            at++;
        }

        return at < text.Length ? text[at] : '\0';
    }

    internal bool TryTake(char wanted)
    {
        var next = Peek();
        if (next == wanted)
        {
            at++;
            return true;
        }

        return next != '\0' ? false : throw Unknown();
    }

    internal void Expect(char wanted)
    {
        if (!TryTake(wanted))
        {
            throw Unknown();
        }
    }

    internal string Word()
    {
        Peek();
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '.'))
        {
            at++;
        }

        return at > start ? text[start..at] : throw Unknown();
    }

    internal int Number()
    {
        Peek();
        var start = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || (at == start && text[at] == '-')))
        {
            at++;
        }

        return int.TryParse(text.AsSpan(start, at - start), CultureInfo.InvariantCulture, out var number) ? number : throw Unknown();
    }

    /// <summary>A name or a text in quotes.</summary>
    internal string Quoted()
    {
        var quote = Peek();
        if (quote is not ('\'' or '`' or '"'))
        {
            throw Unknown();
        }

        var result = new StringBuilder();
        for (at++; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
                result.Append(text[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', '0' => '\0', 'b' => '\b', 'f' => '\f', var c => c });
            }
            else
            {
                result.Append(text[at]);
            }
        }

        at++;
        return result.ToString();
    }

    internal readonly NotSupportedException Unknown() => new(text);
}
