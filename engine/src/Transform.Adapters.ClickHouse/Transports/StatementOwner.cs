using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Transform.Adapters.ClickHouse.Transports;

/// <summary>Names statements after the process that sends them, as <c>transform-MACHINE-PROCESS-START-...</c>: a server goes on with those of
/// a process that was killed, and another process of the same machine can see that nobody waits for them.</summary>
internal static class StatementOwner
{
    /// <summary>What the names of this machine's statements begin with.</summary>
    internal static string Machine { get; } = $"transform-{MachineName()}-";

    private static readonly string Own = Of(Environment.ProcessId, StartOf(Environment.ProcessId) ?? string.Empty);

    internal static string NewName() => Own + Guid.NewGuid();

    internal static string Of(int process, string start) => string.Create(CultureInfo.InvariantCulture, $"{Machine}{process}-{start}-");

    /// <summary>Whether the process that sent a statement has ended. Where that cannot be told it has not.</summary>
    /// <param name="name">Of the statement; it begins as <see cref="Machine"/> says.</param>
    internal static bool IsGone(string name)
    {
        var parts = name[Machine.Length..].Split('-');
        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process) || parts.Length < 2)
        {
            return false;
        }

        try
        {
            using var running = Process.GetProcessById(process);
        }
        catch (ArgumentException)
        {
            return true;
        }

        // Another process has its number now, or it has ended and its parent has not looked yet.
        return StartOf(process) is { } start && start != parts[1];
    }

    // In the machine's clock ticks since it started, or what it has come to; null where that cannot be seen.
    private static string? StartOf(int process)
    {
        try
        {
            // The program's name is in parentheses, and may have some itself. After it: the state, ..., as the 20th the start.
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? "ended" : fields[19];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    // Processes are numbered from each start of the machine, and in each container by itself.
    private static string MachineName()
    {
        string[] parts = [Environment.MachineName, TryRead("/proc/sys/kernel/random/boot_id"), TryLink("/proc/self/ns/pid")];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))).AsSpan(0, 8));
    }

    private static string TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private static string TryLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget ?? string.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
