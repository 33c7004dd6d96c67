using Transform.Core;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Cli.Reporting;

/// <summary>Keeps every detail of runs in a file, for the day something is hard to understand: statements, times, and the
/// stack of an unexpected fault. Opened on the first line; a file that cannot be written is no reason to fail.</summary>
internal sealed class LogFile(ReportOptions options, Func<string> folder, Func<bool> enabled) : IDisposable
{
    private readonly Lock gate = new();
    private StreamWriter? writer;
    private bool closed;

    /// <summary>The file's path, once something was written.</summary>
    public string? Path { get; private set; }

    public void Write(LogLevel level, string text)
    {
        lock (gate)
        {
            if (closed || options.FileLevel is not { } least || level < least || (writer is null && !enabled()))
            {
                return;
            }

            try
            {
                writer ??= Open();
                Span<char> time = stackalloc char[32];
                options.Time.GetLocalNow().TryFormat(time, out var length, "yyyy-MM-dd HH:mm:ss.ffffff");
                writer.Write(time[..length]);
                writer.Write(level switch { LogLevel.Debug => " [debug] ", LogLevel.Info => " [info ] ", LogLevel.Warn => " [warn ] ", _ => " [error] " });
                writer.WriteLine(options.Mask.Mask(text));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                closed = true;
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            try
            {
                writer?.Dispose();
            }
            catch (IOException)
            {
                // A full disk took the last lines; what they said was printed too.
            }
        }
    }

    private StreamWriter Open()
    {
        var path = System.IO.Path.Combine(folder(), "transform.log");
        Directory.CreateDirectory(folder());
        if (options.LogFileMaxBytes > 0 && File.Exists(path) && new FileInfo(path).Length > options.LogFileMaxBytes)
        {
            File.Move(path, path + ".1", overwrite: true);
        }

        Path = path;
        var opened = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite));
        opened.WriteLine($"{new string('=', 20)} {options.Time.GetLocalNow():yyyy-MM-dd HH:mm:ss} | {options.InvocationId} {new string('=', 20)}");
        return opened;
    }
}
