using System.Globalization;
using System.Text;

namespace Transform.Templating;

/// <summary>String literals and their escapes, which are Python's.</summary>
internal static class StringLiteral
{
    /// <summary>The value of a literal, given with its quotes.</summary>
    public static string Decode(ReadOnlySpan<char> literal)
    {
        var body = literal[1..^1];
        if (!body.ContainsAny('\\', '\r'))
        {
            // Short strings repeat across thousands of models: names of models, columns and packages.
            return body.Length <= 40 ? NamePool.Get(body) : body.ToString();
        }

        var output = new StringBuilder(body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            var c = body[i];
            if (c == '\r')
            {
                output.Append('\n');
                i += i + 1 < body.Length && body[i + 1] == '\n' ? 1 : 0;
            }
            else if (c != '\\' || i + 1 >= body.Length)
            {
                output.Append(c);
            }
            else
            {
                i = DecodeEscape(body, i + 1, output);
            }
        }

        return output.ToString();
    }

    // An escape whose character after the backslash is at `i`; the answer is the place of its last character.
    private static int DecodeEscape(ReadOnlySpan<char> body, int i, StringBuilder output)
    {
        var c = body[i];
        switch (c)
        {
            case '\n': return i;
            case '\\' or '\'' or '"': output.Append(c); return i;
            case 'a': output.Append('\a'); return i;
            case 'b': output.Append('\b'); return i;
            case 'f': output.Append('\f'); return i;
            case 'n': output.Append('\n'); return i;
            case 'r': output.Append('\r'); return i;
            case 't': output.Append('\t'); return i;
            case 'v': output.Append('\v'); return i;
            case 'x' when TryReadHex(body, i + 1, 2, out var code): output.Append((char)code); return i + 2;
            case 'u' when TryReadHex(body, i + 1, 4, out var code): output.Append((char)code); return i + 4;
            case 'U' when TryReadHex(body, i + 1, 8, out var code) && code <= 0x10ffff:
                output.Append(char.ConvertFromUtf32(code));
                return i + 8;
            case >= '0' and <= '7':
                var value = 0;
                var end = Math.Min(i + 3, body.Length);
                while (i < end && body[i] is >= '0' and <= '7')
                {
                    value = (value * 8) + (body[i++] - '0');
                }

                output.Append((char)value);
                return i - 1;
            default:
                output.Append('\\').Append(c);
                return i;
        }
    }

    private static bool TryReadHex(ReadOnlySpan<char> body, int start, int digits, out int value)
    {
        value = 0;
        return start + digits <= body.Length
            && int.TryParse(body.Slice(start, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
