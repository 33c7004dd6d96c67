using System.Net;
using System.Text;

namespace Transform.Adapters.ClickHouse.Transports;

/// <summary>The body of a request: the statement, and after it the rows of an insert as they are made.</summary>
internal sealed class StatementContent(string sql, Action<Stream>? rows) : HttpContent
{
    private readonly byte[] statement = Encoding.UTF8.GetBytes(sql);

    /// <summary>Something may have reached the server.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>What making the rows has thrown.</summary>
    public Exception? Failure { get; private set; }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        IsBegun = true;
        stream.Write(statement);
        if (rows is null)
        {
            return;
        }

        stream.WriteByte((byte)'\n');
        try
        {
            rows(stream);
        }
        catch (Exception e) when (e is not IOException)
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
