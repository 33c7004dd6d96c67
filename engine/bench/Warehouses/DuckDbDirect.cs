using System.Reflection;
using System.Runtime.InteropServices;

namespace Transform.Bench.Warehouses;

/// <summary>DuckDB's C API with nothing above it: what its own clients start from.</summary>
internal static unsafe partial class DuckDbDirect
{
    private const string Library = "duckdb";

    static DuckDbDirect() => NativeLibrary.SetDllImportResolver(
        Assembly.GetExecutingAssembly(),
        static (name, _, _) => name == Library
            ? NativeLibrary.Load(Directory.EnumerateFiles(
                Path.Combine(ReportOptions.FindRoot(), "engine", "node_modules"), "libduckdb.so", SearchOption.AllDirectories).First())
            : 0);

    /// <summary>Runs a statement in a database file and, chunk by chunk, reads each value of the numeric columns.</summary>
    /// <returns>The rows.</returns>
    public static long Run(string file, string sql)
    {
        Check(Open(file, out var database));
        try
        {
            Check(Connect(database, out var connection));
            try
            {
                var state = Query(connection, sql, out var result);
                try
                {
                    return state == 0 ? Read(result) : throw new InvalidOperationException(Marshal.PtrToStringUTF8(ResultError(ref result)));
                }
                finally
                {
                    DestroyResult(ref result);
                }
            }
            finally
            {
                Disconnect(ref connection);
            }
        }
        finally
        {
            Close(ref database);
        }
    }

    private static long Read(Result result)
    {
        long rows = 0;
        long sum = 0;
        for (var chunk = FetchChunk(result); chunk != 0; chunk = FetchChunk(result))
        {
            var size = ChunkSize(chunk);
            rows += (long)size;
            for (ulong column = 0; column < ChunkColumns(chunk); column++)
            {
                // Eight bytes a value: the benchmark reads bigint and double columns.
                var values = (long*)VectorData(ChunkVector(chunk, column));
                for (ulong row = 0; row < size; row++)
                {
                    sum += values[row];
                }
            }

            DestroyChunk(ref chunk);
        }

        return sum == long.MinValue ? -rows : rows;
    }

    private static void Check(int state)
    {
        if (state != 0)
        {
            throw new InvalidOperationException("DuckDB did not open the database.");
        }
    }

    [LibraryImport(Library, EntryPoint = "duckdb_open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, out nint database);

    [LibraryImport(Library, EntryPoint = "duckdb_connect")]
    private static partial int Connect(nint database, out nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_query", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Query(nint connection, string sql, out Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_result_error")]
    private static partial nint ResultError(ref Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_fetch_chunk")]
    private static partial nint FetchChunk(Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_size")]
    private static partial ulong ChunkSize(nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_column_count")]
    private static partial ulong ChunkColumns(nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_vector")]
    private static partial nint ChunkVector(nint chunk, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_data")]
    private static partial void* VectorData(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_data_chunk")]
    private static partial void DestroyChunk(ref nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_result")]
    private static partial void DestroyResult(ref Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_disconnect")]
    private static partial void Disconnect(ref nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_close")]
    private static partial void Close(ref nint database);

    [StructLayout(LayoutKind.Sequential)]
    private struct Result
    {
        public ulong DeprecatedColumnCount;
        public ulong DeprecatedRowCount;
        public ulong DeprecatedRowsChanged;
        public nint DeprecatedColumns;
        public nint DeprecatedErrorMessage;
        public nint InternalData;
    }
}
