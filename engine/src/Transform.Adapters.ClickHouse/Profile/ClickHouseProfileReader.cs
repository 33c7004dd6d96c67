using System.Collections.Immutable;
using Transform.Adapters.Profiles;
using Transform.Core;

namespace Transform.Adapters.ClickHouse;

/// <summary>Reads a profile output of type <c>clickhouse</c>. Keys that it does not know are left alone, as in dbt.</summary>
internal static class ClickHouseProfileReader
{
    private static readonly string[] ServerKeys = ["host", "port", "cluster", "secure"];
    private static readonly int[] NativePorts = [9000, 9440];

    /// <exception cref="TransformException">Everything that is wrong with the output.</exception>
    internal static ClickHouseProfile Read(ProfileOutput output)
    {
        var bag = new DiagnosticBag();
        var values = new ProfileValues(output.Values, string.Empty, output.Span, bag);
        var defaults = new ClickHouseProfile();
        var profile = new ClickHouseProfile
        {
            Host = values.Text("host") ?? defaults.Host,
            Port = Port(values),
            User = values.Text("user") ?? defaults.User,
            Password = Secret(values, "password") ?? string.Empty,
            AccessToken = Secret(values, "access_token"),
            Schema = Schema(values) ?? defaults.Schema,
            Path = Folder(values, output),
            Driver = Driver(values),
            Threads = values.Number("threads") ?? defaults.Threads,
            Retries = values.WholeNumber("retries") ?? defaults.Retries,
            Cluster = values.Text("cluster"),
            DatabaseEngine = values.Text("database_engine"),
            ClusterMode = values.Flag("cluster_mode"),
            Secure = values.Flag("secure"),
            Verify = Flag(values, "verify", defaults.Verify),
            CaCert = File(values, "ca_cert", output),
            ClientCert = File(values, "client_cert", output),
            ClientCertKey = File(values, "client_cert_key", output),
            ServerHostName = values.Text("server_host_name"),
            HeaderAuthentication = Authentication(values),
            HttpHeaders = [.. values.Settings("http_headers")],
            HttpPath = Address(values),
            ConnectTimeout = values.Number("connect_timeout") ?? defaults.ConnectTimeout,
            SendReceiveTimeout = values.Number("send_receive_timeout") ?? defaults.SendReceiveTimeout,
            SyncRequestTimeout = values.Number("sync_request_timeout") ?? defaults.SyncRequestTimeout,
            CompressBlockSize = values.Number("compress_block_size") ?? defaults.CompressBlockSize,
            Compression = Compression(values),
            CheckExchange = Flag(values, "check_exchange", defaults.CheckExchange),
            CustomSettings = Settings(values),
            UseLightweightDeletes = values.Flag("use_lw_deletes"),
            LocalSuffix = values.Text("local_suffix") ?? defaults.LocalSuffix,
            LocalDatabasePrefix = values.Text("local_db_prefix") ?? defaults.LocalDatabasePrefix,
            AllowAutomaticDeduplication = values.Flag("allow_automatic_deduplication"),
            TcpKeepalive = Keepalive(values),
            ReuseConnections = Flag(values, "reuse_connections", defaults.ReuseConnections),
        };
        Check(values, profile);
        bag.ThrowIfErrors();
        return profile;
    }

    private static void Check(ProfileValues values, ClickHouseProfile profile)
    {
        if (profile.Path is not null)
        {
            foreach (var key in ServerKeys.Where(values.Has))
            {
                values.Invalid(
                    $"The profile has both path and {key}",
                    "path: runs the embedded engine in this process, host: asks a server. Remove one of them.");
            }
        }
        else if (string.Equals(profile.Driver, "native", StringComparison.Ordinal) || (profile.Driver is null && NativePorts.Contains(profile.Port ?? 0)))
        {
            values.Invalid(
                profile.Driver is null ? $"The profile's port {profile.Port} is that of ClickHouse's native protocol" : "The profile's driver is 'native'",
                "Transform uses ClickHouse's HTTP interface: remove driver, and set port to 8123, or to 8443 with `secure: true`.");
        }

        if (profile.ClientCertKey is not null && profile.ClientCert is null)
        {
            values.Invalid("The profile has a client_cert_key, but no client_cert", "Name the file of the certificate too: `client_cert:`.");
        }

        if (profile.AccessToken is not null && values.Has("password"))
        {
            values.Invalid("The profile has both a password and an access_token", "One of them says who logs in. Remove the other.");
        }
    }

    private static int? Port(ProfileValues values)
    {
        var port = values.Number("port");
        if (port > ushort.MaxValue)
        {
            values.Invalid($"The profile's port is {port}", "Ports end at 65535; ClickHouse's HTTP interface has 8123, and 8443 for TLS.");
        }

        return port;
    }

    // What dbt calls a schema is a database of ClickHouse.
    private static string? Schema(ProfileValues values)
    {
        var schema = values.Text("schema");
        var database = values.Text("database");
        if (string.IsNullOrEmpty(database))
        {
            return schema;
        }

        if (!string.Equals(schema ?? database, database, StringComparison.Ordinal))
        {
            values.Invalid(
                $"The profile's database is '{database}' and its schema '{schema}'",
                "A schema is a database of ClickHouse: remove `database:`, or give both the same name.");
        }

        return database;
    }

    private static string? Driver(ProfileValues values)
    {
        var driver = values.Text("driver");
        if (driver is not (null or "http" or "native"))
        {
            values.Invalid($"The profile's driver is '{driver}'", "Use `driver: http`, or leave it out.");
            return null;
        }

        return driver;
    }

    private static bool Authentication(ProfileValues values)
    {
        var way = values.Text("auth");
        if (way is not (null or "basic" or "header"))
        {
            values.Invalid($"The profile's auth is '{way}'", "Use basic, or header for X-ClickHouse-User and X-ClickHouse-Key.");
        }

        return way is "header";
    }

    private static string Address(ProfileValues values) => '/' + (values.Text("http_path") ?? string.Empty).TrimStart('/');

    // A password of digits is a number in YAML.
    private static string? Secret(ProfileValues values, string key) => values.Has(key) ? ProfileValues.Print(values.Value(key)) : null;

    private static bool Flag(ProfileValues values, string key, bool otherwise) => values.Has(key) ? values.Flag(key) : otherwise;

    private static string? Folder(ProfileValues values, ProfileOutput output) =>
        values.Text("path") is not { } path ? null : path is ClickHouseProfile.InMemory ? path : Absolute(path, output);

    private static string? File(ProfileValues values, string key, ProfileOutput output) =>
        values.Text(key) is { Length: > 0 } path ? Absolute(path, output) : null;

    private static string Absolute(string path, ProfileOutput output) =>
        path.StartsWith("~/", StringComparison.Ordinal) && output.Home is { } home
            ? Path.Combine(home, path[2..])
            : Path.GetFullPath(path, output.ProjectRoot);

    private static string Compression(ProfileValues values)
    {
        switch (values.Value("compression"))
        {
            case null or false:
                return string.Empty;
            case true:
                return "gzip";
            case string name:
                if (name is not ("" or "gzip" or "br" or "deflate" or "zstd" or "lz4" or "lz4hc"))
                {
                    values.Invalid($"The profile's compression is '{name}'", "Use gzip, br or deflate, or leave it out.");
                }

                // Those that .NET does not have: what counts is that there is one.
                return name is "zstd" or "lz4" or "lz4hc" ? "gzip" : name;
            default:
                values.WrongType("compression", "the name of a compression, such as gzip");
                return string.Empty;
        }
    }

    private static ImmutableArray<KeyValuePair<string, string>> Settings(ProfileValues values) =>
        [.. (values.Map("custom_settings") ?? ImmutableDictionary<string, object?>.Empty)
            .Select(s => KeyValuePair.Create(s.Key, s.Value switch { true => "1", false => "0", var value => ProfileValues.Print(value) }))];

    private static object Keepalive(ProfileValues values)
    {
        switch (values.Value("tcp_keepalive"))
        {
            case null:
                return false;
            case bool flag:
                return flag;
            case IReadOnlyList<object?> { Count: 3 } times when times.All(t => t is long and > 0 and <= int.MaxValue):
                return times.ToArray();
            default:
                values.WrongType("tcp_keepalive", "true, false, or a list of three whole numbers: idle time, interval, probes");
                return false;
        }
    }
}
