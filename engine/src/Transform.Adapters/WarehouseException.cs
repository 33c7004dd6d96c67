namespace Transform.Adapters;

/// <summary>The warehouse refused or failed a statement, or cannot be reached.</summary>
/// <param name="code">A TF5xxx constant of <see cref="Core.DiagnosticCodes"/>.</param>
/// <param name="message">The warehouse's own words, without secrets.</param>
/// <param name="sql">The statement, where there is one.</param>
/// <param name="position">Zero-based offset in <paramref name="sql"/> that the warehouse points at, where it does.</param>
/// <param name="inner">What the client library threw.</param>
public sealed class WarehouseException(string code, string message, string? sql = null, int? position = null, Exception? inner = null)
    : Exception(message, inner)
{
    public string Code { get; } = code;

    public string? Sql { get; } = sql;

    public int? Position { get; } = position;

    /// <summary>What the reader can do about it.</summary>
    public string? Hint { get; init; }

    /// <summary>True where the warehouse says that it has ended the session, with whatever the statement had begun.</summary>
    public bool SessionEnded { get; init; }

    /// <summary>True where the same statement may succeed when it is tried again (a write conflict, a lost connection).</summary>
    public bool IsTransient { get; init; }
}
