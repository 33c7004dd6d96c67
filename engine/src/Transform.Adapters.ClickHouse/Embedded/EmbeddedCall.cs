using System.Runtime.InteropServices;
using System.Text;

namespace Transform.Adapters.ClickHouse.Embedded;

/// <summary>Calls the engine with texts.</summary>
internal static unsafe class EmbeddedCall
{
    /// <summary>Runs a statement to its end.</summary>
    /// <param name="connection">The handle that a connection points to.</param>
    /// <param name="sql">One statement.</param>
    /// <param name="format">Of its rows.</param>
    /// <param name="parameters">Values of <c>{name:Type}</c>.</param>
    /// <param name="error">What went wrong; null for nothing.</param>
    /// <returns>The result, which the caller destroys; 0 where it went wrong.</returns>
    internal static nint Run(
        nint connection, string sql, string format, IReadOnlyList<KeyValuePair<string, string>> parameters, out string? error) =>
        Call(connection, sql, format, parameters, streams: false, out error);

    /// <summary>Begins a query whose rows come in parts.</summary>
    internal static nint Begin(
        nint connection, string sql, string format, IReadOnlyList<KeyValuePair<string, string>> parameters, out string? error) =>
        Call(connection, sql, format, parameters, streams: true, out error);

    internal static nint Insert(nint connection, string sql, string format, out string? error)
    {
        var text = Encoding.UTF8.GetBytes(sql);
        var name = Encoding.UTF8.GetBytes(format);
        fixed (byte* textStart = text, nameStart = name)
        {
            var insert = ChdbNative.BeginInsert(connection, textStart, (nuint)text.Length, nameStart, (nuint)name.Length);
            error = Text(ChdbNative.InsertError(insert));
            if (error is not null)
            {
                ChdbNative.DestroyInsert(insert);
                return 0;
            }

            return insert;
        }
    }

    internal static string? Text(byte* text) => Marshal.PtrToStringUTF8((nint)text);

    private static nint Call(
        nint connection, string sql, string format, IReadOnlyList<KeyValuePair<string, string>> parameters, bool streams, out string? error)
    {
        byte[][] texts = [Bytes(sql), Bytes(format), .. parameters.Select(p => Bytes(p.Key)), .. parameters.Select(p => Bytes(p.Value))];
        var pins = Array.ConvertAll(texts, static text => GCHandle.Alloc(text, GCHandleType.Pinned));
        try
        {
            var pointers = stackalloc byte*[texts.Length];
            var lengths = stackalloc nuint[texts.Length];
            for (var i = 0; i < texts.Length; i++)
            {
                pointers[i] = (byte*)pins[i].AddrOfPinnedObject();
                lengths[i] = (nuint)texts[i].Length;
            }

            var count = (nuint)parameters.Count;
            var result = streams
                ? ChdbNative.StreamQuery(
                    connection, pointers[0], lengths[0], pointers[1], lengths[1], pointers + 2, lengths + 2, pointers + 2 + count, lengths + 2 + count, count)
                : ChdbNative.Query(
                    connection, pointers[0], lengths[0], pointers[1], lengths[1], pointers + 2, lengths + 2, pointers + 2 + count, lengths + 2 + count, count);
            error = Text(ChdbNative.Error(result));
            if (error is not null)
            {
                ChdbNative.Destroy(result);
                return 0;
            }

            return result;
        }
        finally
        {
            foreach (var pin in pins)
            {
                pin.Free();
            }
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
