using System.Net;
using System.Text;

namespace Transform.Adapters.ClickHouse.Transports;

/// <summary>The body of a request: the statement, and after it the rows of an insert as they are made.</summary>
internal sealed class StatementContent : HttpContent
{
    private readonly byte[] statement;
    private readonly Action<Stream>? rows;
    private readonly string encoding;

    /// <param name="sql">The statement.</param>
    /// <param name="rows">Writes the rows, where there are any.</param>
    /// <param name="encoding">How the rows are compressed; empty for not at all.</param>
    internal StatementContent(string sql, Action<Stream>? rows, string encoding)
    {
        statement = Encoding.UTF8.GetBytes(sql);
        this.rows = rows;
        this.encoding = encoding;
        if (rows is not null && encoding.Length > 0)
        {
            Headers.ContentEncoding.Add(encoding);
        }
    }

    /// <summary>Something may have reached the server.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>What making the rows has thrown.</summary>
    public Exception? Failure { get; private set; }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        IsBegun = true;
        if (rows is null)
        {
            stream.Write(statement);
            return;
        }

        using var compressed = HttpCompression.Compress(stream, encoding);
        compressed.Write(statement);
        compressed.WriteByte((byte)'\n');
        try
        {
            rows(compressed);
        }
        catch (Exception e) when (e is not (IOException or OperationCanceledException))
        {
            Failure = e;
            throw new IOException(e.Message, e);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

    protected override bool TryComputeLength(out long length)
    {
        length = statement.Length;
        return rows is null;
    }
}
