using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Transform.Adapters;
using Transform.Adapters.ClickHouse;
using Transform.Adapters.ClickHouse.Transports;
using Transform.Core;
using Transform.Tests.Servers;

namespace Transform.Tests.Adapters.ClickHouse;

public sealed class HttpTests
{
    private static CancellationToken Token => ClickHouseFixture.Token;

    [Theory]
    [InlineData("basic")]
    [InlineData("header")]
    public void a_user_logs_in_with_a_password(string auth)
    {
        using var fixture = ClickHouseFixture.New(("user", "writer"), ("password", "pass word:/?&%ü"), ("auth", auth));
        using var connection = fixture.Connect();

        Scalar(connection, "select currentUser()").ShouldBe("writer");
    }

    [Theory]
    [InlineData("basic")]
    [InlineData("header")]
    public void a_wrong_password_is_told_and_not_shown(string auth)
    {
        var error = Should.Throw<WarehouseException>(() => ClickHouseFixture.New(("user", "writer"), ("password", "hunter2"), ("auth", auth)));

        error.Message.ShouldStartWith("Code: 516. DB::Exception: writer: Authentication failed");
        error.Hint.ShouldBe("Check user and password of the profile.");
        error.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public void a_token_and_headers_of_ones_own_go_with_each_request()
    {
        using var server = new CannedServer(static _ => CannedServer.Response("404 Not Found", "no such thing"));

        var error = Should.Throw<WarehouseException>(() => On(
            server.Port, ("access_token", "abc"), ("http_path", "warehouse/"), ("http_headers", new Dictionary<string, object?> { ["X-Team"] = "data" })));

        error.Code.ShouldBe(DiagnosticCodes.ConnectionFailed);
        error.Message.ShouldBe($"ClickHouse at 127.0.0.1:{server.Port} answered 404 Not Found: no such thing");
        server.Requests[0].ShouldStartWith("POST /warehouse/?query_id=");
        server.Requests[0].ShouldContain("\r\nAuthorization: Bearer abc\r\n");
        server.Requests[0].ShouldContain("\r\nX-Team: data\r\n");
    }

    [Fact]
    public void a_statement_that_is_cancelled_as_its_answer_comes_ends_in_the_server_too()
    {
        using var server = new CannedServer(static _ => CannedServer.Response("200 OK", "ended\n"));
        using var transport = new HttpTransport(new ClickHouseProfile { Host = "127.0.0.1", Port = server.Port });
        using var session = new HttpSession(transport, static _ => { });

        Should.Throw<OperationCanceledException>(() => new HttpAnswer(
            session, new ClickHouseRequest("select 1"), "its-name", new HttpResponseMessage { Content = new StringContent("rows") }, new CancellationToken(canceled: true)));

        server.Requests.Single().ShouldContain("kill query where query_id = 'its-name'");
    }

    [Fact]
    public void a_server_that_is_not_there_is_told()
    {
        var error = Should.Throw<WarehouseException>(() => On(1, ("retries", 0L)));

        error.Code.ShouldBe(DiagnosticCodes.ConnectionFailed);
        error.Message.ShouldBe("ClickHouse at 127.0.0.1:1 gave no connection: Connection refused");
        error.Hint.ShouldNotBeNull();
    }

    [Fact]
    public void a_busy_server_is_asked_again()
    {
        using var server = new CannedServer(static _ => CannedServer.Response("503 Service Unavailable", "busy"));

        Should.Throw<WarehouseException>(() => On(server.Port, ("retries", 1L))).Message.ShouldEndWith("503 Service Unavailable: busy");

        server.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    public void rows_are_compressed_both_ways(string compression)
    {
        using var fixture = ClickHouseFixture.New(("compression", compression));
        using var connection = fixture.Connect();
        using var file = new TemporaryFile("id,name\n" + string.Concat(Enumerable.Range(0, 20000).Select(i => $"{i},a name that comes again and again\n")));
        connection.Execute("create table t (id Int32, name String) engine = MergeTree order by id", Token);

        connection.LoadCsv(new Relation(null, fixture.Schema, "t"), new CsvFile(file.Path, ["id", "name"]), Token).ShouldBe(20000);

        using var reader = connection.Query("select id from t order by id", Token);
        for (var i = 0; i < 20000; i++)
        {
            reader.Read().ShouldBeTrue();
            reader.GetInt64(0).ShouldBe(i);
        }

        reader.Read().ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void a_statement_that_fails_after_its_first_rows_tells_why(string compression)
    {
        using var fixture = ClickHouseFixture.New(("compression", compression));
        using var connection = fixture.Connect();
        const string Sql = "select number, throwIf(number = 3000000, 'far enough') from numbers(4000000) settings max_block_size = 10000";
        var rows = 0;

        var error = Should.Throw<WarehouseException>(() =>
        {
            using var reader = connection.Query(Sql, Token);
            while (reader.Read())
            {
                rows = rows == reader.GetInt64(0) ? rows + 1 : -1;
            }
        });

        rows.ShouldBeInRange(0, 3000000);

        error.Message.ShouldStartWith("Code: 395. DB::Exception: far enough");
        error.Message.ShouldEndWith("(FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)");
        error.Sql.ShouldBe(Sql);
    }

    [Fact]
    public void a_connection_that_is_cut_while_rows_come_is_told()
    {
        using var fixture = ClickHouseFixture.New();
        using var proxy = new TcpProxy(ClickHouseServer.Instance.Port);
        using var through = ClickHouseFixture.On(fixture.Output, ("port", (long)proxy.Port));
        using var connection = through.Connect();
        using var reader = connection.Query("select number from numbers(1000000000000)", Token);
        reader.Read().ShouldBeTrue();
        proxy.Cut();

        var error = Should.Throw<WarehouseException>(() =>
        {
            while (reader.Read())
            {
                // What has come so far.
            }
        });

        error.Message.ShouldStartWith($"The connection to ClickHouse at 127.0.0.1:{proxy.Port} was lost: ");
        reader.Dispose();
        Scalar(connection, "select 1").ShouldBe(1L);
        Running(fixture).ShouldBe(0);
    }

    [Fact]
    public void a_query_whose_connection_is_cut_before_its_first_row_is_asked_again()
    {
        using var fixture = ClickHouseFixture.New();
        using var proxy = new TcpProxy(ClickHouseServer.Instance.Port);
        using var through = ClickHouseFixture.On(fixture.Output, ("port", (long)proxy.Port), ("reuse_connections", false));
        using var connection = through.Connect();
        var next = proxy.Connections + 1;
        proxy.CutAfter = number => number == next ? 800 : long.MaxValue;

        Scalar(connection, "select repeat('x', 10000)").ShouldBe(new string('x', 10000));

        proxy.Connections.ShouldBeGreaterThan(next);
    }

    /// <summary>Before there is a connection no setting of the profile has ended the wait.</summary>
    [Theory]
    [InlineData(false, "server:1 gave no connection: it did not answer in time")]
    [InlineData(true, "The connection to server:1 was lost: it did not answer in time (send_receive_timeout)")]
    public void a_system_that_gives_up_connecting_is_not_taken_for_a_setting(bool isSent, string message) =>
        HttpErrors.Lost(
            new HttpRequestException("failed", new SocketException((int)SocketError.TimedOut)), new ClickHouseRequest("select 1"), "server:1", isSent)
            .Message.ShouldBe(message);

    [Fact]
    public void a_statement_that_changes_something_is_never_sent_twice()
    {
        using var fixture = ClickHouseFixture.New();
        using var proxy = new TcpProxy(ClickHouseServer.Instance.Port);
        using var through = ClickHouseFixture.On(fixture.Output, ("port", (long)proxy.Port), ("reuse_connections", false));
        using var connection = through.Connect();
        connection.Execute("create table t (a UInt64) engine = MergeTree order by a", Token);
        var next = proxy.Connections + 1;
        proxy.CutAfter = number => number == next ? 1 : long.MaxValue;

        Should.Throw<WarehouseException>(() => connection.Execute("insert into t select number from numbers(10)", Token)).Message.ShouldContain("was lost");

        Convert.ToInt64(Scalar(connection, "select count() from t"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeOneOf(0L, 10L);
    }

    [Fact]
    public void a_server_that_falls_silent_is_given_up()
    {
        using var fixture = ClickHouseFixture.New(("send_receive_timeout", 1L), ("custom_settings", new Dictionary<string, object?> { ["send_progress_in_http_headers"] = 0L }));
        using var connection = fixture.Connect();

        Should.Throw<WarehouseException>(() => connection.Execute("select sleepEachRow(0.1) from numbers(1000) settings max_block_size = 1", Token))
            .Message.ShouldEndWith("was lost: it did not answer in time (send_receive_timeout)");
        Running(fixture).ShouldBe(0);
    }

    [Fact]
    public void a_user_who_may_only_read_reads()
    {
        using var fixture = ClickHouseFixture.New(("user", "reader"), ("password", "reader"));
        using var connection = fixture.Connect();

        Scalar(connection, "select 1").ShouldBe(1L);
        var error = Should.Throw<WarehouseException>(() => connection.Execute("create table t (a Int8) engine = Memory", Token));
        error.Message.ShouldContain("READONLY");
        error.Hint.ShouldNotBeNull();
    }

    [Fact]
    public void tls_checks_the_servers_certificate()
    {
        using var certificates = new Certificates();
        using var proxy = Secure(certificates, needsClient: false);

        On(proxy.Port, ("host", "localhost"), ("secure", true), ("ca_cert", certificates.Authority)).Dispose();
        On(proxy.Port, ("host", "localhost"), ("secure", true), ("verify", false)).Dispose();
        On(proxy.Port, ("secure", true), ("ca_cert", certificates.Authority), ("server_host_name", "localhost")).Dispose();
        Should.Throw<WarehouseException>(() => On(proxy.Port, ("host", "localhost"), ("secure", true)))
            .Message.ShouldContain("certificate");
        Should.Throw<WarehouseException>(() => On(proxy.Port, ("secure", true), ("ca_cert", certificates.Authority), ("server_host_name", "elsewhere")))
            .Message.ShouldContain("certificate");
    }

    [Fact]
    public void tls_shows_the_clients_certificate()
    {
        using var certificates = new Certificates();
        using var proxy = Secure(certificates, needsClient: true);
        (string, object?)[] settings = [("host", "localhost"), ("secure", true), ("ca_cert", certificates.Authority)];

        On(proxy.Port, [.. settings, ("client_cert", certificates.Client), ("client_cert_key", certificates.ClientKey)]).Dispose();
        Should.Throw<WarehouseException>(() => On(proxy.Port, [.. settings, ("retries", 0L)]));
        Should.Throw<WarehouseException>(() => On(proxy.Port, [.. settings, ("client_cert", certificates.Authority), ("client_cert_key", certificates.Authority)]))
            .Message.ShouldStartWith("A certificate of the profile cannot be read: ");
    }

    private static TcpProxy Secure(Certificates certificates, bool needsClient) => new(ClickHouseServer.Instance.Port)
    {
        Tls = new SslServerAuthenticationOptions
        {
            ServerCertificate = certificates.Server,
            ClientCertificateRequired = needsClient,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => !needsClient || certificate is X509Certificate2 { Subject: "CN=me" },
        },
    };

    private static IAdapter On(int port, params (string Key, object? Value)[] values)
    {
        var all = new Dictionary<string, object?> { ["type"] = "clickhouse", ["host"] = "127.0.0.1", ["port"] = (long)port };
        foreach (var (key, value) in values)
        {
            all[key] = value;
        }

        return new ClickHouseAdapterFactory().Create(new ProfileOutput("dev", all, Path.GetTempPath(), Path.GetTempPath()));
    }

    private static object? Scalar(IWarehouseConnection connection, string sql)
    {
        using var reader = connection.Query(sql, Token);
        reader.Read().ShouldBeTrue();
        return reader.GetValue(0);
    }

    // What still runs in the fixture's database.
    private static int Running(ClickHouseFixture fixture) => int.Parse(
        ClickHouseServer.Instance.Execute(
            $"select count() from system.processes where current_database = '{fixture.Schema}' and query not like '%system.processes%'"),
        System.Globalization.CultureInfo.InvariantCulture);
}
