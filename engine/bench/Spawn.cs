using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Transform.Bench;

/// <summary>What one run of a process cost.</summary>
/// <param name="Wall">From the start to the end, as a clock on the wall shows it.</param>
/// <param name="Cpu">User and system time of the process and its children.</param>
/// <param name="PeakMegabytes">The most memory it held at once, in 10^6 bytes.</param>
internal sealed record Sample(TimeSpan Wall, TimeSpan Cpu, double PeakMegabytes, int ExitCode, string Log);

/// <summary>Starts a process and measures it with <c>wait4</c>. Linux only. .NET's own Process class is not used: it would
/// reap the child before its resource usage can be asked.</summary>
internal static partial class Spawn
{
    /// <summary>Runs to the end. The output goes to a file, for the message when it fails.</summary>
    /// <param name="command">The program, found by its path or on PATH, and its arguments.</param>
    /// <param name="folder">The working folder.</param>
    public static Sample Run(IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var log = Path.GetTempFileName();
        var actions = Marshal.AllocHGlobal(512);
        try
        {
            Check(ActionsInit(actions));
            Check(ActionsChdir(actions, folder));
            Check(ActionsOpen(actions, 0, "/dev/null", 0, 0));
            Check(ActionsOpen(actions, 1, log, 1 /* O_WRONLY */, 0));
            Check(ActionsDup2(actions, 1, 2));
            string?[] arguments = [.. command, null];
            var started = Stopwatch.GetTimestamp();
            Check(PosixSpawn(out var pid, command[0], actions, 0, arguments, EnvironmentWith(environment)));
            using var memory = new PeakWatch(pid);
            int result;
            int status;
            Usage usage;
            do
            {
                result = Wait4(pid, out status, 0, out usage);
            }
            while (result < 0 && Marshal.GetLastPInvokeError() == 4 /* EINTR */);

            var wall = Stopwatch.GetElapsedTime(started);
            var cpu = usage.User + usage.System;
            var code = (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
            return new Sample(wall, cpu, memory.Peak(usage.MaxKilobytes) * 1024.0 / 1e6, code, File.ReadAllText(log));
        }
        finally
        {
            _ = ActionsDestroy(actions);
            Marshal.FreeHGlobal(actions);
            File.Delete(log);
        }
    }

    private static string?[] EnvironmentWith(IReadOnlyDictionary<string, string>? more)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry pair in Environment.GetEnvironmentVariables())
        {
            all[(string)pair.Key] = (string?)pair.Value ?? string.Empty;
        }

        foreach (var (name, value) in more ?? new Dictionary<string, string>())
        {
            all[name] = value;
        }

        return [.. all.Select(pair => $"{pair.Key}={pair.Value}"), null];
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new InvalidOperationException($"The process could not be started: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PosixSpawn(
        out int pid, string file, nint actions, nint attributes, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int ActionsInit(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int ActionsDestroy(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ActionsChdir(nint actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ActionsOpen(nint actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int ActionsDup2(nint actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    private static partial int Wait4(int pid, out int status, int options, out Usage usage);

    /// <summary>The head of <c>struct rusage</c>, padded to its size.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct Usage
    {
        private long userSeconds;
        private long userMicroseconds;
        private long systemSeconds;
        private long systemMicroseconds;

        public long MaxKilobytes;

        public readonly TimeSpan User => TimeSpan.FromMicroseconds((userSeconds * 1_000_000) + userMicroseconds);

        public readonly TimeSpan System => TimeSpan.FromMicroseconds((systemSeconds * 1_000_000) + systemMicroseconds);
    }

    /// <summary>Follows a process's own high-water mark: what <c>wait4</c> says is never less than what this program held when
    /// it started the process, which hides small ones.</summary>
    private sealed class PeakWatch : IDisposable
    {
        private readonly string path;
        private readonly long floor = HighWater("/proc/self/status");
        private readonly Thread thread;
        private volatile bool stop;
        private long seen;

        public PeakWatch(int pid)
        {
            path = $"/proc/{pid}/status";
            thread = new Thread(Watch) { IsBackground = true };
            thread.Start();
        }

        public long Peak(long reported)
        {
            stop = true;
            thread.Join();
            return reported > floor + 1024 ? reported : seen;
        }

        public void Dispose() => stop = true;

        private static long HighWater(string status)
        {
            try
            {
                foreach (var line in File.ReadLines(status))
                {
                    if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    {
                        return long.Parse(line.AsSpan(6).TrimEnd("kB ").Trim(), CultureInfo.InvariantCulture);
                    }
                }
            }
            catch (IOException)
            {
                // It has just ended.
            }

            return 0;
        }

        private void Watch()
        {
            while (!stop)
            {
                seen = Math.Max(seen, HighWater(path));
                Thread.Sleep(seen < floor ? 2 : 25);
            }
        }
    }
}
