using System.IO.Compression;

namespace Transform.Adapters.ClickHouse.Transports;

/// <summary>The compressions that both ClickHouse and .NET have, by the names of HTTP.</summary>
internal static class HttpCompression
{
    /// <summary>What is written to it goes compressed into a stream, which stays open.</summary>
    internal static Stream Compress(Stream stream, string encoding) => encoding switch
    {
        "gzip" => new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true),
        "br" => new BrotliStream(stream, CompressionLevel.Fastest, leaveOpen: true),
        "deflate" => new ZLibStream(stream, CompressionLevel.Fastest, leaveOpen: true),
        _ => new BufferedStream(new Unowned(stream)),
    };

    internal static Stream Decompress(Stream stream, string? encoding) => encoding switch
    {
        "gzip" => new GZipStream(stream, CompressionMode.Decompress),
        "br" => new BrotliStream(stream, CompressionMode.Decompress),
        "deflate" => new ZLibStream(stream, CompressionMode.Decompress),
        _ => stream,
    };

    // Passes on what is written, and does not close what it passes it to.
    private sealed class Unowned(Stream stream) : WriteOnlyStream
    {
        public override void Flush() => stream.Flush();

        public override void Write(ReadOnlySpan<byte> buffer) => stream.Write(buffer);
    }
}
