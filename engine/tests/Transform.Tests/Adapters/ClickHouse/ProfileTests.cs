using Shouldly;
using Transform.Adapters;
using Transform.Adapters.ClickHouse;
using Transform.Core;

namespace Transform.Tests.Adapters.ClickHouse;

public sealed class ProfileTests
{
    private static readonly SourceText Source = new("profiles.yml", "shop:\n  outputs:\n    dev: {}\n");

    [Fact]
    public void what_is_left_out_has_dbts_defaults() =>
        Read(("unknown", "fine")).ToString().ShouldBe(new ClickHouseProfile
        {
            Host = "localhost", User = "default", Password = string.Empty, Schema = "default", Threads = 1, Retries = 1, Verify = true,
            ConnectTimeout = 10, SendReceiveTimeout = 300, SyncRequestTimeout = 5, CheckExchange = true, LocalSuffix = "local",
            LocalDatabasePrefix = string.Empty, Compression = string.Empty, ReuseConnections = true,
        }.ToString());

    [Fact]
    public void the_port_is_that_of_the_protocol()
    {
        Read().ServerPort.ShouldBe(8123);
        Read(("secure", true)).ServerPort.ShouldBe(8443);
        Read(("secure", true), ("port", 9000L), ("driver", "http")).ServerPort.ShouldBe(9000);
    }

    [Fact]
    public void a_database_is_another_word_for_the_schema()
    {
        Read(("database", "shop")).Schema.ShouldBe("shop");
        Read(("database", "shop"), ("schema", "shop")).Schema.ShouldBe("shop");
    }

    [Fact]
    public void what_the_native_protocol_has_is_understood()
    {
        Read(("compression", true)).Compression.ShouldBe("gzip");
        Read(("compression", "lz4")).Compression.ShouldBe("gzip");
        Read(("tcp_keepalive", new List<object?> { 10L, 5L, 3L })).TcpKeepalive.ShouldBe(new object[] { 10L, 5L, 3L });
        Read(("custom_settings", new Dictionary<string, object?> { ["max_threads"] = 4L, ["join_use_nulls"] = true, ["a"] = "b" }))
            .CustomSettings.ShouldBe([new("max_threads", "4"), new("join_use_nulls", "1"), new("a", "b")]);
    }

    [Fact]
    public void files_lie_in_the_project_or_in_the_users_folder()
    {
        Read(("path", "data/warehouse")).Path.ShouldBe("/project/data/warehouse");
        Read(("path", "~/warehouse")).Path.ShouldBe("/home/me/warehouse");
        Read(("path", ":memory:")).Path.ShouldBe(":memory:");
        Read(("ca_cert", "ca.pem")).CaCert.ShouldBe("/project/ca.pem");
    }

    [Fact]
    public void the_target_has_no_secret()
    {
        var fields = new ClickHouseAdapterFactory().Describe(Output(
            ("password", "hunter2"), ("http_headers", new Dictionary<string, object?> { ["X-Key"] = "hunter2" }))).Fields;

        fields.ShouldNotContain(f => Equals(f.Value, "hunter2"));
        fields.ShouldContain(new KeyValuePair<string, object?>("schema", "default"));
    }

    /// <summary>Every way to write a profile that is wrong, with what is said to it.</summary>
    [Fact]
    public void what_is_wrong_is_told_all_at_once() => Golden.Check(
        Golden.Fixture("adapters", "clickhouse_profiles.txt"),
        string.Join('\n', Wrong.Select(values =>
        {
            var errors = Should.Throw<TransformException>(() => Read(values)).Diagnostics;
            errors.ShouldAllBe(e => e.Span != null);
            var shown = values.Select(v => $"{v.Key}: {(v.Value is IEnumerable<object?> list ? $"[{string.Join(", ", list)}]" : v.Value)}");
            return $"{string.Join(", ", shown)}\n{string.Concat(errors.Select(e => $"  {e.Code} {e.Message}\n{(e.Hint is null ? "" : $"    {e.Hint}\n")}"))}";
        })));

    private static (string Key, object? Value)[][] Wrong =>
    [
        [("host", 1L), ("port", "many"), ("user", true), ("schema", new List<object?>()), ("threads", 0L), ("retries", -1L)],
        [("secure", "yes"), ("verify", 1L), ("cluster_mode", "no"), ("use_lw_deletes", "x"), ("check_exchange", 0L), ("reuse_connections", "n")],
        [("cluster", 1L), ("database_engine", 1L), ("local_suffix", 1L), ("local_db_prefix", 1L), ("allow_automatic_deduplication", 1L)],
        [("connect_timeout", 0L), ("send_receive_timeout", "long"), ("sync_request_timeout", 0L), ("compress_block_size", 0L)],
        [("client_cert", 1L), ("client_cert_key", 1L), ("ca_cert", 1L), ("server_host_name", 1L)],
        [("custom_settings", "max_threads=1"), ("http_headers", "X: 1"), ("http_path", 1L), ("path", 1L)],
        [("tcp_keepalive", new List<object?> { 1L, 2L })],
        [("tcp_keepalive", "always"), ("compression", 9L)],
        [("compression", "snappy")],
        [("port", 70000L)],
        [("driver", "odbc")],
        [("driver", "native")],
        [("port", 9000L)],
        [("port", 9440L), ("secure", true)],
        [("auth", "kerberos")],
        [("database", "shop"), ("schema", "dev")],
        [("client_cert_key", "client.key")],
        [("access_token", "abc"), ("password", "hunter2")],
        [("path", "data"), ("host", "localhost"), ("port", 8123L), ("cluster", "c"), ("secure", true)],
    ];

    private static ClickHouseProfile Read(params (string Key, object? Value)[] values) => ClickHouseProfileReader.Read(Output(values));

    private static ProfileOutput Output(params (string Key, object? Value)[] values) =>
        new("dev", values.ToDictionary(v => v.Key, v => v.Value), "/project", "/project/target", Source.Span(18, 3)) { Home = "/home/me" };
}
