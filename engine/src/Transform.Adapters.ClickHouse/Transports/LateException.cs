using System.Text;

namespace Transform.Adapters.ClickHouse.Transports;

/// <summary>What a server puts after the rows that it has already sent, where the statement fails then:
/// <c>__exception__</c>, a tag that only this response has, the message, its length and the tag again, <c>__exception__</c>. Sometimes, where
/// the response is compressed, and always on servers before 25.11, it is the bare message: <c>Code: 395. DB::Exception: ...
/// (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)</c> and a newline.</summary>
internal static class LateException
{
    private const string Word = "__exception__";

    /// <param name="end">The end of a response, as long as the longest such block or longer.</param>
    /// <param name="tag">From the response's head; null where there is none.</param>
    /// <param name="mayBeBare">The message may come without the tag.</param>
    /// <returns>The message; null where the response ends with rows.</returns>
    internal static string? Find(ReadOnlySpan<byte> end, string? tag, bool mayBeBare) =>
        (tag is null ? null : FindTagged(end, tag)) ?? (mayBeBare || tag is null ? FindBare(end) : null);

    private static string? FindTagged(ReadOnlySpan<byte> end, string tag)
    {
        var opening = Encoding.ASCII.GetBytes($"{Word}\r\n{tag}\r\n");
        var at = end.LastIndexOf(opening);
        if (at < 0)
        {
            return null;
        }

        var message = Encoding.UTF8.GetString(end[(at + opening.Length)..]);
        var closing = message.LastIndexOf($" {tag}\r\n{Word}", StringComparison.Ordinal);
        if (closing > 0)
        {
            // Before the closing tag stands the message's length, on a line of its own.
            message = message[..message.LastIndexOf('\n', closing)];
        }

        return message.Trim();
    }

    private static string? FindBare(ReadOnlySpan<byte> end)
    {
        // After the error's name, or the server's version, comes a newline: a row that holds such a message holds it without.
        if (!end.EndsWith(")\n"u8))
        {
            return null;
        }

        for (var rest = end; rest.LastIndexOf("Code: "u8) is >= 0 and var at; rest = rest[..at])
        {
            var message = end[at..];
            var digits = message["Code: ".Length..];
            var length = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (length > 0 && digits[length..].StartsWith(". DB::"u8))
            {
                return Encoding.UTF8.GetString(message).Trim();
            }
        }

        return null;
    }
}
