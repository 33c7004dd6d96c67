using System.Text;
using System.Text.Json;
using Transform.Core;

namespace Transform.Adapters.DuckDb;

/// <summary>Turns DuckDB's error texts into exceptions. Sessions ask for errors as JSON (<c>errors_as_json</c>), because
/// that form carries the position; the message that is shown is DuckDB's own.</summary>
internal static class DuckDbErrors
{
    private const string Interrupt = "INTERRUPT";

    internal static WarehouseException Statement(string? text, string? sql)
    {
        var error = Parse(text);
        return new WarehouseException(
            error.Kind == Interrupt ? DiagnosticCodes.Cancelled : DiagnosticCodes.StatementFailed,
            error.Message, sql, sql is null ? null : ToCharOffset(sql, error.Position))
        {
            IsTransient = IsConflict(error),
        };
    }

    internal static bool IsInterrupt(string? text) => Parse(text).Kind == Interrupt;

    /// <summary>DuckDB's text, which is JSON, <c>Kind Error: JSON</c> or <c>Kind Error: message</c>.</summary>
    internal static DuckDbError Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new DuckDbError(string.Empty, "DuckDB failed without a message", null);
        }

        const string Separator = " Error: ";
        var end = text.IndexOf(Separator, StringComparison.Ordinal);
        var kind = end is > 0 and < 40 ? text[..end] : string.Empty;

        // The parser puts the kind before the JSON, everything else does not.
        var body = kind.Length == 0 ? text : text[(end + Separator.Length)..];
        if (body.StartsWith('{') && ReadJson(body) is { } error)
        {
            return error;
        }

        // The lines that DuckDB quotes from the statement are left out: a diagnostic shows the statement itself.
        var quoted = text.IndexOf("\n\nLINE ", StringComparison.Ordinal);
        return new DuckDbError(kind, (quoted > 0 ? text[..quoted] : text).TrimEnd(), null);
    }

    private static DuckDbError? ReadJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var kind = json.RootElement.GetProperty("exception_type").GetString()!;
            var message = json.RootElement.GetProperty("exception_message").GetString()!.TrimEnd();
            var position = json.RootElement.TryGetProperty("position", out var at) && int.TryParse(at.GetString(), out var offset)
                ? offset
                : (int?)null;
            return new DuckDbError(kind, $"{kind} Error: {message}", position);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>DuckDB counts bytes of UTF-8; the contract counts UTF-16 units.</summary>
    private static int? ToCharOffset(string sql, int? byteOffset)
    {
        if (byteOffset is not { } bytes)
        {
            return null;
        }

        var seen = 0;
        var index = 0;
        while (index < sql.Length && seen < bytes)
        {
            Rune.DecodeFromUtf16(sql.AsSpan(index), out var rune, out var consumed);
            seen += rune.Utf8SequenceLength;
            index += consumed;
        }

        return index;
    }

    /// <summary>Two transactions changed the same row or name; the later one may be tried again.</summary>
    private static bool IsConflict(DuckDbError error) =>
        error.Kind == "TransactionContext"
        && (error.Message.Contains("onflict", StringComparison.Ordinal)
            || error.Message.Contains("has been deleted", StringComparison.Ordinal)
            || error.Message.Contains("has been altered", StringComparison.Ordinal));
}

/// <summary>An error in DuckDB's words.</summary>
/// <param name="Kind">Such as <c>Binder</c>, <c>Catalog</c>, <c>TransactionContext</c>, <c>INTERRUPT</c>.</param>
/// <param name="Message">With the kind in front, as DuckDB prints it.</param>
/// <param name="Position">Zero-based byte offset in the statement's UTF-8 text.</param>
internal readonly record struct DuckDbError(string Kind, string Message, int? Position);
