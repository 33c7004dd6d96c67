using Transform.Adapters.Profiles;
using Transform.Core;

namespace Transform.Adapters.DuckDb;

/// <summary>Reads a profile output of type <c>duckdb</c>. Keys that it does not know are left alone, as in dbt.</summary>
internal static class DuckDbProfileReader
{
    private const string DefaultFile = "transform.duckdb";

    /// <exception cref="TransformException">Everything that is wrong with the output.</exception>
    internal static DuckDbProfile Read(ProfileOutput output)
    {
        var bag = new DiagnosticBag();
        var values = new ProfileValues(output.Values, string.Empty, output.Span, bag);
        var writtenPath = values.Text("path") ?? System.IO.Path.Combine(output.TargetPath, DefaultFile);
        var path = Resolve(writtenPath, output);
        var attachments = ReadAttachments(values, output);
        var mainDatabase = DatabaseName.Of(path);
        RejectUnsupported(values, writtenPath);

        var retries = values.Inside("retries");
        var profile = new DuckDbProfile
        {
            Path = path,
            WrittenPath = writtenPath,
            MainDatabase = mainDatabase,
            Database = ReadDatabase(values, writtenPath, mainDatabase, attachments),
            Schema = values.Text("schema") ?? "main",
            Threads = values.Number("threads") ?? 1,
            ReadOnly = values.Flag("read_only"),
            DisableTransactions = values.Flag("disable_transactions"),
            ConnectAttempts = retries.Number("connect_attempts") ?? 1,
            Extensions = ReadExtensions(values),
            Settings = values.Settings("settings"),
            ConfigOptions = values.Settings("config_options"),
            Attachments = attachments,
            Secrets = ReadSecrets(values),
        };
        bag.ThrowIfErrors();
        return profile;
    }

    /// <summary>An absolute path for a file; anything else as it is.</summary>
    private static string Resolve(string path, ProfileOutput output)
    {
        if (path.Length == 0 || path == DuckDbProfile.InMemory)
        {
            return DuckDbProfile.InMemory;
        }

        if (DuckDbProfile.IsUrl(path) || IsScheme(path))
        {
            return path;
        }

        if (output.Home is { } home && (path == "~" || path.StartsWith("~/", StringComparison.Ordinal)))
        {
            path = home + path[1..];
        }

        return System.IO.Path.GetFullPath(path, output.ProjectRoot);
    }

    /// <summary><c>md:</c>, <c>ducklake:</c> and the like; not a Windows drive.</summary>
    private static bool IsScheme(string path)
    {
        var colon = path.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && path.AsSpan(0, colon).IndexOfAny("/\\.") < 0;
    }

    private static void RejectUnsupported(ProfileValues values, string path)
    {
        if (path.StartsWith("md:", StringComparison.Ordinal) || path.StartsWith("motherduck:", StringComparison.Ordinal))
        {
            values.Invalid(
                "The profile's path names a MotherDuck database, which the embedded engine does not reach",
                "Set `path:` to a file, such as target/transform.duckdb.");
        }

        if (values.Has("remote"))
        {
            values.Invalid(
                "The profile's remote is not supported: DuckDB runs inside this program", "Remove `remote:` and set `path:` to a file.");
        }
    }

    private static string ReadDatabase(
        ProfileValues values, string path, string mainDatabase, List<DuckDbAttachment> attachments)
    {
        var database = values.Text("database") ?? mainDatabase;
        if (database != mainDatabase && attachments.TrueForAll(attachment => attachment.Alias != database))
        {
            values.Invalid(
                $"The profile's database is '{database}', but DuckDB names the database of {path} '{mainDatabase}'",
                $"Remove `database:`, or set it to {mainDatabase} or to the alias of an attached database.");
        }

        return database;
    }

    private static List<DuckDbExtension> ReadExtensions(ProfileValues values)
    {
        var extensions = new List<DuckDbExtension>();
        var index = 0;
        foreach (var item in values.List("extensions"))
        {
            if (item is string name)
            {
                extensions.Add(new DuckDbExtension(name, null));
            }
            else if (values.Item("extensions", index, item) is { } extension && extension.RequiredText("name") is { } named)
            {
                extensions.Add(new DuckDbExtension(named, extension.Text("repo")));
            }

            index++;
        }

        return extensions;
    }

    private static List<DuckDbAttachment> ReadAttachments(ProfileValues values, ProfileOutput output)
    {
        var attachments = new List<DuckDbAttachment>();
        var index = 0;
        foreach (var item in values.List("attach"))
        {
            if (values.Item("attach", index++, item) is not { } attachment || attachment.RequiredText("path") is not { } path)
            {
                continue;
            }

            // A path of another type may be a connection string, which only its extension understands.
            var type = attachment.Text("type");
            var isFile = type is null || type.ToUpperInvariant() is "DUCKDB" or "SQLITE";
            attachments.Add(new DuckDbAttachment(
                isFile ? Resolve(path, output) : path, attachment.Text("alias"), ReadOptions(attachment, type)));
        }

        return attachments;
    }

    private static List<string> ReadOptions(ProfileValues attachment, string? type)
    {
        var options = new List<string>();
        if (type is not null)
        {
            options.Add("type " + Sql.Quote(type));
        }

        if (attachment.Text("secret") is { } secret)
        {
            options.Add("secret " + Sql.Quote(secret));
        }

        if (attachment.Flag("read_only"))
        {
            options.Add("read_only");
        }

        foreach (var (key, value) in attachment.Inside("options").Entries)
        {
            if (value is not (null or false))
            {
                options.Add(value is true ? Sql.Quote(key) : $"{Sql.Quote(key)} {Sql.Literal(ProfileValues.Print(value))}");
            }
        }

        return options;
    }

    private static List<DuckDbSecret> ReadSecrets(ProfileValues values)
    {
        var secrets = new List<DuckDbSecret>();
        var index = 0;
        foreach (var item in values.List("secrets"))
        {
            index++;
            if (values.Item("secrets", index - 1, item) is not { } secret || secret.RequiredText("type") is not { } type)
            {
                continue;
            }

            var name = secret.Text("name") ?? $"__default_secret_{index}";
            var options = secret.Entries
                .Where(entry => entry.Key is not ("type" or "name" or "persistent" or "secret_provider" or "provider") && entry.Value is not null)
                .Select(entry => $"{Sql.Quote(entry.Key)} {SecretValue(entry.Value!)}")
                .Prepend("type " + Sql.Quote(type));
            if ((secret.Text("provider") ?? secret.Text("secret_provider")) is { } provider)
            {
                options = options.Append("provider " + Sql.Quote(provider));
            }

            var persistent = secret.Flag("persistent") ? "persistent " : string.Empty;
            secrets.Add(new DuckDbSecret(
                name, $"create or replace {persistent}secret {Sql.Quote(name)} ({string.Join(", ", options)})"));
        }

        return secrets;
    }

    private static string SecretValue(object value) => value switch
    {
        IEnumerable<KeyValuePair<string, object?>> map =>
            $"map {{{string.Join(", ", map.Select(e => $"{Sql.Literal(e.Key)}: {Sql.Literal(ProfileValues.Print(e.Value))}"))}}}",
        IEnumerable<object?> list => $"[{string.Join(", ", list.Select(e => Sql.Literal(ProfileValues.Print(e))))}]",
        _ => Sql.Literal(ProfileValues.Print(value)),
    };
}
