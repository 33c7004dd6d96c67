using System.Runtime.InteropServices;

namespace Transform.Adapters.ClickHouse.Embedded;

/// <summary>The functions of the embedded engine's C API that the adapter calls. A connection is a pointer to its handle; whoever got a
/// result destroys it.</summary>
internal static unsafe partial class ChdbNative
{
    internal const string Library = "chdb";

    [LibraryImport(Library, EntryPoint = "chdb_set_signal_handlers_enabled")]
    internal static partial void SetSignalHandlersEnabled(int enabled);

    [LibraryImport(Library, EntryPoint = "chdb_connect")]
    internal static partial nint* Connect(int count, byte** arguments);

    [LibraryImport(Library, EntryPoint = "chdb_close_conn")]
    internal static partial void Close(nint* connection);

    [LibraryImport(Library, EntryPoint = "chdb_shutdown")]
    internal static partial int Shutdown();

    [LibraryImport(Library, EntryPoint = "chdb_query_with_params_n")]
    internal static partial nint Query(
        nint connection, byte* sql, nuint sqlLength, byte* format, nuint formatLength,
        byte** names, nuint* nameLengths, byte** values, nuint* valueLengths, nuint parameters);

    [LibraryImport(Library, EntryPoint = "chdb_stream_query_with_params_n")]
    internal static partial nint StreamQuery(
        nint connection, byte* sql, nuint sqlLength, byte* format, nuint formatLength,
        byte** names, nuint* nameLengths, byte** values, nuint* valueLengths, nuint parameters);

    [LibraryImport(Library, EntryPoint = "chdb_stream_fetch_result")]
    internal static partial nint Fetch(nint connection, nint stream);

    [LibraryImport(Library, EntryPoint = "chdb_stream_cancel_query")]
    internal static partial void CancelStream(nint connection, nint stream);

    [LibraryImport(Library, EntryPoint = "chdb_destroy_query_result")]
    internal static partial void Destroy(nint result);

    [LibraryImport(Library, EntryPoint = "chdb_result_buffer")]
    internal static partial byte* Buffer(nint result);

    [LibraryImport(Library, EntryPoint = "chdb_result_length")]
    internal static partial nuint Length(nint result);

    [LibraryImport(Library, EntryPoint = "chdb_result_error")]
    internal static partial byte* Error(nint result);

    [LibraryImport(Library, EntryPoint = "chdb_result_rows_written")]
    internal static partial ulong RowsWritten(nint result);

    [LibraryImport(Library, EntryPoint = "chdb_stream_insert_n")]
    internal static partial nint BeginInsert(nint connection, byte* sql, nuint sqlLength, byte* format, nuint formatLength);

    [LibraryImport(Library, EntryPoint = "chdb_stream_append")]
    internal static partial int Append(nint insert, byte* data, nuint length);

    [LibraryImport(Library, EntryPoint = "chdb_stream_done")]
    internal static partial nint EndInsert(nint insert);

    [LibraryImport(Library, EntryPoint = "chdb_stream_cancel_insert")]
    internal static partial void CancelInsert(nint insert);

    [LibraryImport(Library, EntryPoint = "chdb_stream_insert_error")]
    internal static partial byte* InsertError(nint insert);

    [LibraryImport(Library, EntryPoint = "chdb_destroy_insert_stream")]
    internal static partial void DestroyInsert(nint insert);
}
