using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Transform.Core;

namespace Transform.Adapters.ClickHouse.Embedded;

/// <summary>The one engine of this process. It runs on one folder at a time, which no other process may have open; any number of
/// connections share it. It goes on until the process ends or another folder is asked for, since it does not bear being started often.</summary>
internal static unsafe partial class EmbeddedEngine
{
    private const string Program = "clickhouse";

    private static readonly Lock Gate = new();
    private static string? opened;
    private static int users;

    // Keeps the engine running, and ends other connections' statements.
    private static nint* root;

    /// <summary>Starts the engine on a folder, or joins the one that runs on it.</summary>
    /// <exception cref="WarehouseException">There is no engine, or the folder is not to be had.</exception>
    internal static void Open(string path)
    {
        lock (Gate)
        {
            EmbeddedLibrary.EnsureLoaded();
            if (!string.Equals(opened, path, StringComparison.Ordinal))
            {
                Start(path);
            }

            users++;
        }
    }

    internal static void Leave()
    {
        lock (Gate)
        {
            users--;
        }
    }

    /// <summary>A connection to the engine that runs.</summary>
    internal static nint* Connect(string path, string name)
    {
        lock (Gate)
        {
            var connection = ConnectTo(path, $"--log_comment={name}");
            return connection is not null ? connection : throw Refused(path);
        }
    }

    internal static void Close(nint* connection)
    {
        lock (Gate)
        {
            ChdbNative.Close(connection);
        }
    }

    /// <summary>Asks the statement of a connection to end.</summary>
    internal static void Kill(string name)
    {
        lock (Gate)
        {
            if (root is not null)
            {
                EmbeddedCall.Run(*root, $"kill query where Settings['log_comment'] = '{name}'", "Null", [], out _);
            }
        }
    }

    private static void Start(string path)
    {
        if (users > 0)
        {
            throw new WarehouseException(
                DiagnosticCodes.DatabaseLocked, $"ClickHouse's engine runs on {opened} in this process, so that {path} cannot be opened beside it")
            {
                Hint = "One process opens one folder at a time: use another process, or a server.",
            };
        }

        if (root is not null)
        {
            ChdbNative.Close(root);
            root = null;
            opened = null;
        }
        else
        {
            AppDomain.CurrentDomain.ProcessExit += static (_, _) => Stop();
        }

        CheckLock(path);
        root = ConnectTo(path);
        opened = root is not null ? path : throw Refused(path);
    }

    // Otherwise the engine's threads would still run while the process takes itself apart.
    private static void Stop()
    {
        lock (Gate)
        {
            if (root is not null)
            {
                ChdbNative.Close(root);
                root = null;
                _ = ChdbNative.Shutdown();
            }
        }
    }

    private static nint* ConnectTo(string path, params string[] arguments)
    {
        byte[][] texts = [.. new[] { Program, $"--path={path}" }.Concat(arguments).Select(a => Encoding.UTF8.GetBytes(a + '\0'))];
        var pins = Array.ConvertAll(texts, static text => GCHandle.Alloc(text, GCHandleType.Pinned));
        try
        {
            var pointers = stackalloc byte*[texts.Length];
            for (var i = 0; i < texts.Length; i++)
            {
                pointers[i] = (byte*)pins[i].AddrOfPinnedObject();
            }

            return SuspensionSignal.Keep(texts.Length, pointers);
        }
        finally
        {
            foreach (var pin in pins)
            {
                pin.Free();
            }
        }
    }

    // The engine holds a lock on this file. To ask first gives the reason, which the engine itself would only print.
    private static void CheckLock(string path)
    {
        if (path is ClickHouseProfile.InMemory)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(path);
            var status = Path.Combine(path, "status");
            if (File.Exists(status))
            {
                new FileStream(status, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new WarehouseException(DiagnosticCodes.ConnectionFailed, $"The folder {path} cannot be opened: {e.Message}", inner: e)
            {
                Hint = "Name a folder in the profile's path that you may write to.",
            };
        }
        catch (IOException e) when (File.Exists(Path.Combine(path, "status")))
        {
            var owner = Owner(Path.Combine(path, "status"));
            throw new WarehouseException(DiagnosticCodes.DatabaseLocked, $"{owner ?? "Another process"} has ClickHouse's folder {path} open", inner: e)
            {
                Hint = "Wait until it has ended, or give this target a path of its own.",
            };
        }
        catch (IOException e)
        {
            throw new WarehouseException(DiagnosticCodes.ConnectionFailed, $"The folder {path} cannot be opened: {e.Message}", inner: e);
        }
    }

    // The engine's first line is `PID: 4711`.
    private static string? Owner(string status)
    {
        // .NET itself opens no file that somebody else has locked.
        using var handle = new SafeFileHandle(OpenFile(status, flags: 0), ownsHandle: true);
        if (handle.IsInvalid)
        {
            return null;
        }

        using var reader = new StreamReader(new FileStream(handle, FileAccess.Read));
        return reader.ReadLine()?.Split(' ') is ["PID:", var process] ? $"Process {process}" : null;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    private static WarehouseException Refused(string path) =>
        new(DiagnosticCodes.ConnectionFailed, $"ClickHouse's engine did not start on {path}")
        {
            Hint = "What it says of the reason stands on standard error: the folder may be of a newer version, or not its own.",
        };
}
