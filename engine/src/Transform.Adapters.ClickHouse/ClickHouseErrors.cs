using System.Globalization;
using System.Text;
using Transform.Core;

namespace Transform.Adapters.ClickHouse;

/// <summary>Reads ClickHouse's messages: <c>Code: 62. DB::Exception: Syntax error: failed at position 8 (x) (line 1, col 8): ...
/// (SYNTAX_ERROR) (version 26.7.2.1)</c>.</summary>
internal static class ClickHouseErrors
{
    internal static WarehouseException Statement(string message, string sql)
    {
        var code = Code(message);
        return new WarehouseException(DiagnosticCodes.StatementFailed, Text(message), sql, Position(message, sql))
        {
            Hint = Hint(code),
            IsTransient = IsTransient(code),
        };
    }

    /// <summary>The number of the error; 0 where the message has none.</summary>
    internal static int Code(string message)
    {
        const string Start = "Code: ";
        if (!message.StartsWith(Start, StringComparison.Ordinal))
        {
            return 0;
        }

        var digits = message.AsSpan(Start.Length);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], CultureInfo.InvariantCulture, out var code) ? code : 0;
    }

    // Without the version at its end, and without the server's stack trace.
    private static string Text(string message)
    {
        var stack = message.IndexOf("Stack trace:", StringComparison.Ordinal);
        message = (stack > 0 ? message[..stack] : message).Trim();
        var version = message.LastIndexOf(" (version ", StringComparison.Ordinal);
        return version > 0 && message.EndsWith(')') && message.IndexOf('\n', version) < 0 ? message[..version] : message;
    }

    // Counted in bytes, from 1.
    private static int? Position(string message, string sql)
    {
        const string Word = "failed at position ";
        var at = message.IndexOf(Word, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var digits = message.AsSpan(at + Word.Length);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        if (end <= 0 || !int.TryParse(digits[..end], CultureInfo.InvariantCulture, out var position))
        {
            return null;
        }

        var index = 0;
        var bytes = position - 1;
        while (index < sql.Length && bytes > 0)
        {
            Rune.DecodeFromUtf16(sql.AsSpan(index), out var rune, out var length);
            bytes -= rune.Utf8SequenceLength;
            index += length;
        }

        return index;
    }

    private static string? Hint(int code) => code switch
    {
        159 => "The statement took longer than max_execution_time: raise it in the model's query_settings, in custom_settings of the profile, or for the user.",
        241 => "The statement needed more memory than the server or max_memory_usage gives it: raise that in the model's query_settings, or let it spill "
            + "to disk with max_bytes_before_external_group_by and max_bytes_before_external_sort.",
        243 => "The server's disk is full.",
        164 => "The user may only read: grant it what the run needs, or use another user in the profile.",
        497 => "Grant it to the user, or use another user in the profile.",
        194 or 516 => "Check user and password of the profile.",
        _ => null,
    };

    // The statement has not been begun: too many at once, the session still busy with the one before, the server overloaded.
    private static bool IsTransient(int code) => code is 202 or 373 or 745;
}
