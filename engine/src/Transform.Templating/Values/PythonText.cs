using System.Globalization;
using System.Numerics;
using System.Text;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Strings as Python writes them.</summary>
internal static class PythonText
{
    /// <summary>Python's <c>repr</c> of a string: single quotes unless only they occur in it.</summary>
    public static void AppendRepr(StringBuilder output, string text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        output.Append(quote);
        foreach (var c in text)
        {
            switch (c)
            {
                case '\\': output.Append("\\\\"); break;
                case '\n': output.Append("\\n"); break;
                case '\r': output.Append("\\r"); break;
                case '\t': output.Append("\\t"); break;
                default:
                    if (c == quote)
                    {
                        output.Append('\\').Append(c);
                    }
                    else if (IsPrintable(c))
                    {
                        output.Append(c);
                    }
                    else if (c <= 0xff)
                    {
                        output.Append("\\x").Append(((int)c).ToString("x2", CultureInfo.InvariantCulture));
                    }
                    else
                    {
                        output.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    }

                    break;
            }
        }

        output.Append(quote);
    }

    /// <summary>The character of a code point.</summary>
    public static string Character(BigInteger code) => code >= 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
        ? char.ConvertFromUtf32((int)code)
        : throw TransformException.Error(DiagnosticCodes.OperationFailed, $"There is no character with the number {code}.");

    private static bool IsPrintable(char c) =>
        c is >= ' ' and < '\x7f'
        || (c >= '\xa0' && c != '\xad' && char.GetUnicodeCategory(c) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.SpaceSeparator));
}
