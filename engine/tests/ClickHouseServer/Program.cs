using System.Globalization;
using System.Runtime.InteropServices;

namespace Transform.Tests.ClickHouseProgram;

/// <summary>A ClickHouse server on 127.0.0.1, for tests: <c>ClickHouseServer LIBRARY FOLDER HTTP_PORT TCP_PORT</c>. The library that runs
/// ClickHouse in process holds all of <c>clickhouse local</c>, which can listen with the server's own handlers. It goes on for as long
/// as its standard input is open, so that it never outlives who started it; data stay in the folder.</summary>
internal static partial class Program
{
    private const string Library = "chdb";

    private static int Main(string[] arguments)
    {
        if (arguments is not [var library, var folder, var http, var tcp])
        {
            Console.Error.WriteLine("ClickHouseServer LIBRARY FOLDER HTTP_PORT TCP_PORT");
            return 2;
        }

        NativeLibrary.SetDllImportResolver(typeof(Program).Assembly, (_, _, _) => NativeLibrary.Load(library));
        Directory.CreateDirectory(Path.Combine(folder, "user_files"));
        // The log tables of a former start cannot be taken up again.
        var logs = Path.Combine(folder, "data", "system");
        if (Directory.Exists(logs))
        {
            Directory.Delete(logs, recursive: true);
        }

        var config = Path.Combine(folder, "config.xml");
        File.WriteAllText(config, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "clickhouse-config.xml"))
            .Replace("{folder}", folder, StringComparison.Ordinal)
            .Replace("{program}", AppContext.BaseDirectory, StringComparison.Ordinal)
            .Replace("{http}", http, StringComparison.Ordinal)
            .Replace("{tcp}", tcp, StringComparison.Ordinal));

        // The last statement reads standard input to its end, and that is how long the server lasts.
        string[] command = [
            "clickhouse", "--config-file=" + config, "--path=" + folder, "--query",
            "SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; SELECT * FROM file('-', LineAsString)",
        ];
        var error = Marshal.PtrToStringUTF8(Error(Run(command.Length, command)));
        if (error is null)
        {
            return 0;
        }

        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ClickHouse on port {http}: {error}"));
        return 1;
    }

    [LibraryImport(Library, EntryPoint = "chdb_query_cmdline", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Run(int count, string[] arguments);

    [LibraryImport(Library, EntryPoint = "chdb_result_error")]
    private static partial nint Error(nint result);
}
