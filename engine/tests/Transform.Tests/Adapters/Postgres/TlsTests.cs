using Shouldly;
using Transform.Adapters;
using Transform.Adapters.Postgres;
using Transform.Core;
using Transform.Tests.Servers;

namespace Transform.Tests.Adapters.Postgres;

/// <summary>The modes of TLS, on a server with a certificate for localhost by an authority of the test's own.</summary>
public sealed class TlsTests : IClassFixture<TlsTests.Server>
{
    private readonly Server server;

    public TlsTests(Server server) => this.server = server;

    [Theory]
    [InlineData("plain", null, false)]
    [InlineData("plain", "disable", false)]
    [InlineData("plain", "allow", false)]
    [InlineData("plain", "prefer", false)]
    [InlineData("tls", null, true)]
    [InlineData("tls", "disable", false)]
    [InlineData("tls", "allow", false)]
    [InlineData("tls", "prefer", true)]
    [InlineData("tls", "require", true)]
    [InlineData("tls only", "allow", true)]
    [InlineData("tls only", "prefer", true)]
    [InlineData("tls only", "require", true)]
    [InlineData("no tls", "prefer", false)]
    public void a_mode_says_whether_a_session_is_encrypted(string listens, string? mode, bool isEncrypted)
    {
        server.Listen(listens);

        server.IsEncrypted(("sslmode", mode)).ShouldBe(isEncrypted);
    }

    [Theory]
    [InlineData("plain", "require")]
    [InlineData("plain", "verify-ca")]
    [InlineData("tls only", "disable")]
    [InlineData("no tls", "require")]
    public void a_mode_may_refuse_a_server(string listens, string mode)
    {
        server.Listen(listens);

        Refused(("sslmode", mode), ("sslrootcert", server.Certificates.Authority));
    }

    [Theory]
    [InlineData("require")]
    [InlineData("verify-ca")]
    [InlineData("verify-full")]
    public void an_authority_vouches_for_the_server(string mode)
    {
        server.Listen("tls");

        server.IsEncrypted(("sslmode", mode), ("sslrootcert", server.Certificates.Authority), ("host", "localhost")).ShouldBeTrue();
        using var others = new Certificates();
        Refused(("sslmode", mode), ("sslrootcert", others.Authority)).ShouldContain("certificate");
    }

    /// <summary>The server shows the certificate of somebody else.</summary>
    [Fact]
    public void only_the_full_mode_asks_for_the_name()
    {
        server.Listen("other name");

        server.IsEncrypted(("sslmode", "verify-ca"), ("sslrootcert", server.Certificates.Authority)).ShouldBeTrue();
        Refused(("sslmode", "verify-full"), ("sslrootcert", server.Certificates.Authority)).ShouldContain("certificate");
    }

    [Fact]
    public void a_client_is_known_by_its_certificate()
    {
        server.Listen("certificates");

        server.IsEncrypted(
            ("user", "me"), ("sslmode", "verify-full"), ("sslrootcert", server.Certificates.Authority), ("host", "localhost"),
            ("sslcert", server.Certificates.Client), ("sslkey", server.Certificates.ClientKey)).ShouldBeTrue();
        Refused(("user", "me"), ("sslmode", "require"));
    }

    private string Refused(params (string Key, object? Value)[] values)
    {
        var error = Should.Throw<WarehouseException>(() => server.IsEncrypted(values));
        error.Code.ShouldBe(DiagnosticCodes.ConnectionFailed);
        error.Hint!.ShouldContain("sslmode");
        return error.Message;
    }

    public sealed class Server : IDisposable
    {
        private readonly PostgresServer server = PostgresServer.New();
        private string listens = string.Empty;

        public Server() => PostgresServer.Run("sh", "-c", $"""
            cp {Certificates.Folder}/* {server.Folder} && chmod 600 {server.Folder}/*.key && [ "$(id -u)" != 0 ] || chown postgres {server.Folder}/*.key {server.Folder}/*.pem
            """);

        internal Certificates Certificates { get; } = new();

        public void Listen(string how)
        {
            if (listens == how)
            {
                return;
            }

            var (hba, tls, certificate) = how switch
            {
                "plain" => ("hostnossl all all all trust", true, "server"),
                "tls only" => ("hostssl all all all trust", true, "server"),
                "certificates" => ("hostssl all all all cert", true, "server"),
                "other name" => ("hostssl all all all trust", true, "client"),
                "no tls" => ("host all all all trust", false, "server"),
                _ => ("host all all all trust", true, "server"),
            };
            File.WriteAllText(Path.Combine(server.Folder, "data", "pg_hba.conf"), $"local all all trust\n{hba}\n");
            File.WriteAllText(
                Path.Combine(server.Folder, "data", "postgresql.auto.conf"),
                $"ssl = {(tls ? "on" : "off")}\nssl_cert_file = '{server.Folder}/{certificate}.pem'\nssl_key_file = '{server.Folder}/{certificate}.key'\nssl_ca_file = '{server.Folder}/authority.pem'\n");
            PostgresServer.Run("psql", "-h", server.Folder, "-p", $"{server.Port}", "-U", "transform", "-d", "postgres", "-qc", """
                do $$ begin create role me login; exception when duplicate_object then null; end $$;
                select pg_reload_conf(); select pg_sleep(0.3)
                """);
            listens = how;
        }

        public bool IsEncrypted(params (string Key, object? Value)[] values)
        {
            var all = new Dictionary<string, object?>(server.Output("postgres").Values) { ["retries"] = 0L };
            foreach (var (key, value) in values.Where(v => v.Value is not null))
            {
                all[key] = value;
            }

            using var adapter = new PostgresAdapterFactory().Create(server.Output("postgres") with { Values = all });
            using var connection = adapter.Connect(TestContext.Current.CancellationToken);
            return (bool)connection.Scalar("select ssl from pg_stat_ssl where pid = pg_backend_pid()")!;
        }

        public void Dispose()
        {
            server.Dispose();
            Certificates.Dispose();
        }
    }
}
