using System.Text;

namespace Transform.Adapters.ClickHouse.Transports;

/// <summary>What a server puts after the rows that it has already sent, where the statement fails then:
/// <c>__exception__</c>, a tag that only this response has, the message, its length and the tag again, <c>__exception__</c>.</summary>
internal static class LateException
{
    private const string Word = "__exception__";

    /// <param name="end">The end of a response, as long as the longest such block or longer.</param>
    /// <param name="tag">From the response's head; servers before 25.11 send none.</param>
    /// <returns>The message; null where the response ends with rows.</returns>
    internal static string? Find(ReadOnlySpan<byte> end, string? tag)
    {
        if (tag is null)
        {
            return null;
        }

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
}
