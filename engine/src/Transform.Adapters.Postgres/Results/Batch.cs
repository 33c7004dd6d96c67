using System.Runtime.CompilerServices;
using Npgsql;

namespace Transform.Adapters.Postgres;

/// <summary>How far the server has come with a text of several statements, which Npgsql sends one by one. A statement has a type once
/// it has ended.</summary>
internal static class Batch
{
    /// <summary>Finds the rows of the last statement. Npgsql stops at every statement that gives rows, beginning with the first.</summary>
    /// <returns>False where the last statement gives no rows: then everything has run.</returns>
    internal static bool MoveToLast(NpgsqlCommand command, NpgsqlDataReader reader)
    {
        if (reader.FieldCount == 0)
        {
            return false;
        }

        var statements = Statements(command);
        var before = Previous(statements, Previous(statements, statements.Count));
        while (before >= 0 && statements[before].StatementType == StatementType.Unknown)
        {
            if (!reader.NextResult())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The last statement; null for a text without one.</summary>
    internal static NpgsqlBatchCommand? Last(NpgsqlCommand command)
    {
        var statements = Statements(command);
        var last = Previous(statements, statements.Count);
        return last < 0 ? null : statements[last];
    }

    /// <summary>Where in the command's text the first statement begins that has not ended.</summary>
    internal static int StartOfRunning(NpgsqlCommand command)
    {
        var end = 0;
        foreach (var statement in Statements(command))
        {
            var text = Text(statement);
            var start = command.CommandText.IndexOf(text, end, StringComparison.Ordinal);
            if (start < 0)
            {
                return 0;
            }

            if (statement.StatementType == StatementType.Unknown && !IsBlank(text))
            {
                return start;
            }

            end = start + text.Length;
        }

        return 0;
    }

#pragma warning disable CS0618 // What replaces it is a batch of statements that the caller has split already.
    private static IReadOnlyList<NpgsqlBatchCommand> Statements(NpgsqlCommand command) => command.Statements;
#pragma warning restore CS0618

    /// <summary>One statement of those that Npgsql has split a text into; its public property has the whole text.</summary>
    internal static string Text(NpgsqlBatchCommand statement) => Split(statement) ?? statement.CommandText;

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_FinalCommandText")]
    private static extern string? Split(NpgsqlBatchCommand statement);

    private static int Previous(IReadOnlyList<NpgsqlBatchCommand> statements, int index)
    {
        do
        {
            index--;
        }
        while (index >= 0 && IsBlank(Text(statements[index])));

        return index;
    }

    // What stands after the last semicolon is no statement where it is only a comment.
    private static bool IsBlank(ReadOnlySpan<char> text)
    {
        while (true)
        {
            text = text.TrimStart();
            var end = text.StartsWith("--") ? text.IndexOf('\n') + 1 : text.StartsWith("/*") ? text.IndexOf("*/") + 2 : 0;
            if (end < 2)
            {
                return text.IsEmpty || text.StartsWith("--");
            }

            text = text[end..];
        }
    }
}
