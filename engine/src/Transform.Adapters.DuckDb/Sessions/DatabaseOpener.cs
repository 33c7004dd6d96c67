using System.Text.RegularExpressions;
using Transform.Adapters.DuckDb.Native;
using Transform.Core;

namespace Transform.Adapters.DuckDb;

/// <summary>Opens the database of a profile, and says in plain words why it cannot.</summary>
internal static unsafe partial class DatabaseOpener
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    /// <summary>A database handle, for the caller to close.</summary>
    internal static nint Open(DuckDbProfile profile)
    {
        NativeEngine.EnsureLoaded();
        if (profile is { IsFile: true, ReadOnly: false })
        {
            CreateFolder(profile.Path);
        }

        for (var attempt = 1; ; attempt++)
        {
            if (TryOpen(profile, out var database) is not { } error)
            {
                return database;
            }

            var failure = Explain(error, profile.Path, null);
            if (failure.Code != DiagnosticCodes.DatabaseLocked || attempt >= profile.ConnectAttempts)
            {
                throw failure;
            }

            // The profile asks for it (`retries: connect_attempts`): the wait doubles each time.
            Thread.Sleep(FirstWait * (1 << Math.Min(attempt - 1, 6)));
        }
    }

    /// <summary>What a database needs once: extensions, secrets, attached databases.</summary>
    internal static void Prepare(DuckDbSession session, DuckDbProfile profile)
    {
        foreach (var extension in profile.Extensions)
        {
            LoadExtension(session, extension);
        }

        foreach (var secret in profile.Secrets)
        {
            try
            {
                session.Execute(secret.Sql, CancellationToken.None);
            }
            catch (WarehouseException e)
            {
                // Without the statement: it holds the secret's values.
                throw new WarehouseException(DiagnosticCodes.ConnectionFailed, $"The profile's secret {secret.Name} was refused: {e.Message}")
                {
                    Hint = "Check its type and keys, and that `extensions:` has the extension that knows this type.",
                };
            }
        }

        foreach (var attachment in profile.Attachments)
        {
            try
            {
                session.Execute(attachment.ToSql(), CancellationToken.None);
            }
            catch (WarehouseException e)
            {
                throw Explain(e.Message, attachment.Path, attachment);
            }
        }
    }

    internal static string EngineVersion() => DuckDbNative.Text(DuckDbNative.LibraryVersion()) ?? "unknown";

    internal static WarehouseException Explain(string text, string path, DuckDbAttachment? attachment)
    {
        var message = DuckDbErrors.Parse(text).Message;
        if (attachment is { IsFile: false })
        {
            // A connection string, perhaps with a password.
            message = message.Replace(path, "*****", StringComparison.Ordinal);
            path = attachment.Alias is { } alias ? $"the attached database {alias}" : "an attached database";
        }

        if (message.Contains("Could not set lock", StringComparison.Ordinal)
            || message.Contains("being used by another process", StringComparison.Ordinal))
        {
            var owner = LockOwner().Match(message);
            var by = owner.Success ? $"{owner.Groups["program"].Value} (process {owner.Groups["pid"].Value})" : "another process";
            return new WarehouseException(DiagnosticCodes.DatabaseLocked, $"The database file {path} is in use by {by}")
            {
                Hint = owner.Success
                    ? $"Close that program, or end it with `kill {owner.Groups["pid"].Value}`, or use another `path:` in the profile."
                    : "Close the program that has it open, or use another `path:` in the profile.",
                IsTransient = true,
            };
        }

        if (MissingExtension().Match(message) is { Success: true } missing)
        {
            var extension = missing.Groups["name"].Value;
            return new WarehouseException(
                DiagnosticCodes.ConnectionFailed,
                $"DuckDB opens {path} by its extension {extension}, which is not installed on this machine and cannot be fetched: {message}")
            {
                Hint = $"Run `install {extension.Replace("_scanner", string.Empty, StringComparison.Ordinal)}` once in a DuckDB of version {EngineVersion()} "
                    + "that has a network, and copy its extension folder here where this machine has none (`config_options: {extension_directory: ...}`).",
            };
        }

        return new WarehouseException(DiagnosticCodes.ConnectionFailed, $"DuckDB cannot open {path}: {message}")
        {
            Hint = message.Contains("not a valid DuckDB database", StringComparison.Ordinal)
                ? "Use another `path:` in the profile, or move the file away if it is not needed."
                : null,
        };
    }

    private static string? TryOpen(DuckDbProfile profile, out nint database)
    {
        DuckDbNative.CreateConfig(out var config);
        try
        {
            if (profile.ReadOnly)
            {
                DuckDbNative.SetConfig(config, "access_mode", "READ_ONLY");
            }

            foreach (var (name, value) in profile.ConfigOptions)
            {
                if (DuckDbNative.SetConfig(config, name, value) == DuckDbState.Error)
                {
                    throw new WarehouseException(
                        DiagnosticCodes.ConnectionFailed, $"DuckDB has no option '{name}' that takes the profile's value for it")
                    {
                        Hint = "See the profile's `config_options:`; `select name from duckdb_settings()` lists the options.",
                    };
                }
            }

            var state = DuckDbNative.GetOrCreateFromCache(NativeEngine.InstanceCache, profile.Path, out database, config, out var error);
            return state == DuckDbState.Success ? null : DuckDbNative.OwnedText(error) ?? "no reason given";
        }
        finally
        {
            DuckDbNative.DestroyConfig(ref config);
        }
    }

    /// <summary>What is built in or installed is loaded; anything else is fetched first.</summary>
    private static void LoadExtension(DuckDbSession session, DuckDbExtension extension)
    {
        var load = $"load {Sql.Literal(extension.Name)}";
        try
        {
            session.Execute(load, CancellationToken.None);
            return;
        }
        catch (WarehouseException e) when (e.Message.Contains("not found", StringComparison.Ordinal))
        {
            // Installed below.
        }

        var from = extension.Repository switch
        {
            null => string.Empty,
            var url when url.Contains('/', StringComparison.Ordinal) => " from " + Sql.Literal(url),
            var name => " from " + Sql.Quote(name),
        };
        try
        {
            session.Execute($"install {Sql.Quote(extension.Name)}{from}; {load}", CancellationToken.None);
        }
        catch (WarehouseException e)
        {
            throw new WarehouseException(
                DiagnosticCodes.ConnectionFailed, $"The profile's extension {extension.Name} cannot be loaded: {e.Message}", inner: e)
            {
                Hint = "DuckDB downloads extensions that are not built in; check the name and the network, or remove it from `extensions:`.",
            };
        }
    }

    private static void CreateFolder(string path)
    {
        var folder = Path.GetDirectoryName(path);
        if (string.IsNullOrEmpty(folder))
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WarehouseException(
                DiagnosticCodes.UnwritableFolder, $"The folder {folder} for the database file cannot be created: {e.Message}", inner: e)
            {
                Hint = "Use another `path:` in the profile, or allow writing there.",
            };
        }
    }

    [GeneratedRegex(@"lock is held in (?<program>.+?) \(PID (?<pid>\d+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LockOwner();

    [GeneratedRegex("(Failed to download extension \"|Extension \"[^\"]*?)(?<name>\\w+)(\\.duckdb_extension)?\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MissingExtension();
}
