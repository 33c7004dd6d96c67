using System.Collections.Frozen;
using Transform.Adapters.Profiles;
using Transform.Core;

namespace Transform.Adapters.Postgres;

/// <summary>Reads a profile output of type <c>postgres</c>. Keys that it does not know are left alone, as in dbt.</summary>
internal static class PostgresProfileReader
{
    private const int DefaultPort = 5432;

    private static readonly FrozenSet<string> SslModes =
        new[] { "disable", "allow", "prefer", "require", "verify-ca", "verify-full" }.ToFrozenSet(StringComparer.Ordinal);

    /// <exception cref="TransformException">Everything that is wrong with the output.</exception>
    internal static PostgresProfile Read(ProfileOutput output)
    {
        var bag = new DiagnosticBag();
        var values = new ProfileValues(output.Values, string.Empty, output.Span, bag);
        var profile = new PostgresProfile
        {
            Host = values.RequiredText("host") ?? string.Empty,
            Port = Port(values),
            User = values.RequiredText("user") ?? string.Empty,
            Password = Secret(values) ?? string.Empty,
            Database = (values.Has("database") ? values.Text("database") : values.RequiredText("dbname")) ?? string.Empty,
            Schema = values.RequiredText("schema") ?? string.Empty,
            Threads = values.Number("threads") ?? 1,
            ConnectTimeout = values.Number("connect_timeout") ?? 10,
            Role = values.Text("role"),
            SearchPath = values.Text("search_path"),
            KeepalivesIdle = values.WholeNumber("keepalives_idle") ?? 0,
            SslMode = Mode(values),
            SslCert = values.Text("sslcert"),
            SslKey = values.Text("sslkey"),
            SslRootCert = values.Text("sslrootcert"),
            ApplicationName = values.Text("application_name") ?? "transform",
            Autocommit = values.Flag("autocommit"),
            AdvisoryLocks = !values.Has("advisory_locks") || values.Flag("advisory_locks"),
            Retries = values.WholeNumber("retries") ?? 1,
        };
        bag.ThrowIfErrors();
        return profile;
    }

    private static int Port(ProfileValues values)
    {
        var port = values.Number("port") ?? DefaultPort;
        if (port > ushort.MaxValue)
        {
            values.Invalid($"The profile's port is {port}", "Ports end at 65535; PostgreSQL's own is 5432.");
        }

        return port;
    }

    // A password of digits is a number in YAML.
    private static string? Secret(ProfileValues values)
    {
        var key = values.Has("pass") ? "pass" : "password";
        return values.Has(key) ? ProfileValues.Print(values.Value(key)) : null;
    }

    private static string? Mode(ProfileValues values)
    {
        if (values.Text("sslmode") is not { Length: > 0 } mode)
        {
            return null;
        }

        if (!SslModes.Contains(mode))
        {
            values.Invalid($"The profile's sslmode is '{mode}'", $"Use one of {string.Join(", ", SslModes.Order(StringComparer.Ordinal))}.");
        }

        return mode;
    }
}
