namespace Transform.Adapters.ClickHouse.Transports;

/// <summary>A way to send statements to ClickHouse: to a server, or to the engine in this process. Thread-safe.</summary>
internal interface IClickHouseTransport : IDisposable
{
    /// <summary>For messages: <c>ClickHouse at localhost:8123</c>.</summary>
    string Place { get; }

    /// <summary>Settings for every statement from here on.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Settings { get; set; }

    /// <summary>The database that names without one are looked up in; none until it is there.</summary>
    string? Database { get; set; }

    /// <summary>A session: what a statement sets and the temporary tables that it makes are there for the next one.</summary>
    /// <param name="onRetry">Hears of statements that did not reach the server and are sent again.</param>
    IClickHouseSession Open(Action<string> onRetry);
}

/// <summary>Used by one thread at a time.</summary>
internal interface IClickHouseSession : IDisposable
{
    /// <summary>Runs one statement. What it answers has to be disposed before the next one.</summary>
    /// <exception cref="WarehouseException">The statement failed, or the connection did.</exception>
    /// <exception cref="OperationCanceledException">The statement was cancelled, in ClickHouse too.</exception>
    ClickHouseAnswer Send(ClickHouseRequest request, CancellationToken cancellation);
}

/// <summary>One statement for ClickHouse.</summary>
/// <param name="Sql">One statement, without a semicolon at its end.</param>
internal sealed record ClickHouseRequest(string Sql)
{
    /// <summary>Values of <c>{name:Type}</c> in the statement, as ClickHouse reads them in TSV.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>Rows are read as RowBinaryWithNamesAndTypes; otherwise there are none or they are forgotten.</summary>
    public bool ReadsRows { get; init; }

    /// <summary>Changes nothing, so that it may be sent again.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Writes the rows of an insert; the statement goes without its FORMAT then.</summary>
    public Action<Stream>? Rows { get; init; }

    /// <summary>The format of <see cref="Rows"/>.</summary>
    public string RowsFormat { get; init; } = string.Empty;
}

/// <summary>What ClickHouse says to a statement.</summary>
internal abstract class ClickHouseAnswer : IDisposable
{
    /// <summary>The zone of times that name none.</summary>
    public abstract string Timezone { get; }

    /// <summary>The format of its rows; null where it has none.</summary>
    public abstract string? Format { get; }

    /// <summary>The rows that it wrote; null where that is not said, or not yet.</summary>
    public abstract long? WrittenRows { get; }

    /// <summary>Reads on; 0 at the end.</summary>
    /// <exception cref="WarehouseException">The statement failed after it had begun to answer.</exception>
    public abstract int Read(Span<byte> buffer);

    /// <summary>Ends the statement where it has not ended yet.</summary>
    public abstract void Dispose();
}
