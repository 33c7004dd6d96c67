using System.Globalization;
using Shouldly;
using Transform.Adapters;

namespace Transform.Tests.Adapters.Postgres;

public sealed class ValueTests
{
    private const string Types =
        """
        create type mood as enum ('sad', 'happy');
        create type pair as (a int, b text);
        create domain positive as int check (value > 0);
        create extension if not exists hstore
        """;

    private static readonly (string Sql, object? Value)[] Values =
    [
        ("null::int", null),
        ("true", true),
        ("(-32768)::smallint", -32768L),
        ("2147483647", 2147483647L),
        ("(-9223372036854775808)::bigint", long.MinValue),
        ("4294967295::oid", 4294967295L),
        ("0.5::real", 0.5),
        ("1e300::double precision", 1e300),
        ("'nan'::float8", double.NaN),
        ("-12.30::numeric(4,2)", -12.30m),
        ("79228162514264337593543950335::numeric", decimal.MaxValue),
        ("'NaN'::numeric", "NaN"),
        ("'-Infinity'::numeric", "-Infinity"),
        ("'NaN'::numeric(10,2)", "NaN"),
        ("79228162514264337593543950336::numeric", "79228162514264337593543950336"),
        ("-123456789012345678901234567890123456.000100::numeric", "-123456789012345678901234567890123456.000100"),
        ("10::numeric ^ 40", "1" + new string('0', 40) + ".0000000000000000"),
        ("100000000000000000000000000000000000000000::numeric", "1" + new string('0', 41)),
        ("'0.0000000000000000000000000000000000123'::numeric", "0.0000000000000000000000000000000000123"),
        ("99999999999999999999999999999999.5::numeric(38,1)", "99999999999999999999999999999999.5"),
        ("1.5::numeric::money::numeric", 1.50m),
        ("'x'::\"char\"", "x"),
        ("'abc'::char(5)", "abc  "),
        ("'abc'::varchar(9)", "abc"),
        ("'abc'::name", "abc"),
        ("'ünï'::text", "ünï"),
        ("'\\x00ff'::bytea", new byte[] { 0, 255 }),
        ("'7f8a3a63-1c5b-4f0e-9a58-8ea47e2c1e9f'::uuid", Guid.Parse("7f8a3a63-1c5b-4f0e-9a58-8ea47e2c1e9f")),
        ("date '2024-02-29'", new DateOnly(2024, 2, 29)),
        ("'infinity'::date", DateOnly.MaxValue),
        ("'-infinity'::date", DateOnly.MinValue),
        ("time '12:34:56.789'", new TimeOnly(12, 34, 56, 789)),
        ("time(0) '12:34:56.789'", new TimeOnly(12, 34, 57)),
        ("time '24:00:00'", "24:00:00"),
        ("timetz '12:34:56.5+02'", "12:34:56.5+02:00"),
        ("timestamp '2024-02-29 12:34:56.789'", new DateTime(2024, 2, 29, 12, 34, 56, 789)),
        ("timestamp(0) '2024-02-29 12:34:56'", new DateTime(2024, 2, 29, 12, 34, 56)),
        ("'infinity'::timestamp", DateTime.MaxValue),
        ("'-infinity'::timestamp", DateTime.MinValue),
        ("timestamptz '2024-02-29 12:34:56+02'", new DateTimeOffset(2024, 2, 29, 10, 34, 56, TimeSpan.Zero)),
        ("'infinity'::timestamptz", DateTimeOffset.MaxValue),
        ("'-infinity'::timestamptz", DateTimeOffset.MinValue),
        ("interval '1 year 2 days 3.5 seconds'", new Interval(12, 2, 3_500_000)),
        ("interval(3) '1 month 1.2345 seconds'", new Interval(1, 0, 1_235_000)),
        ("interval '1 year' year", new Interval(12, 0, 0)),
        ("'{\"a\": 1}'::json", "{\"a\": 1}"),
        ("'{\"a\": 1}'::jsonb", "{\"a\": 1}"),
        ("'<a/>'::xml", "<a/>"),
        ("B'101'", "101"),
        ("B'101'::varbit", "101"),
        ("'192.168.0.1'::inet", "192.168.0.1"),
        ("'192.168.0.0/24'::cidr", "192.168.0.0/24"),
        ("'08:00:2b:01:02:03'::macaddr", "08:00:2b:01:02:03"),
        ("'(1,2)'::point", "(1,2)"),
        ("'[1,5)'::int4range", "[1,5)"),
        ("'empty'::int4range", "empty"),
        ("'{[1,3), [5,9)}'::int4multirange", "{[1,3),[5,9)}"),
        ("'happy'::mood", "happy"),
        ("5::positive", 5L),
        ("array[1, null, 3]", new object?[] { 1L, null, 3L }),
        ("array[[1, 2], [3, 4]]", new object?[] { new object?[] { 1L, 2L }, new object?[] { 3L, 4L } }),
        ("array['a', 'b']", new object?[] { "a", "b" }),
        ("array[1.5, 2.5]::numeric(4,1)[]", new object?[] { 1.5m, 2.5m }),
        ("array[date '2024-01-01']", new object?[] { new DateOnly(2024, 1, 1) }),
        ("array[timestamp '2024-01-01']", new object?[] { new DateTime(2024, 1, 1) }),
        ("array[interval '1 month', null]", new object?[] { new Interval(1, 0, 0), null }),
        ("array['happy']::mood[]", new object?[] { "happy" }),
        ("array[]::int[]", Array.Empty<object?>()),
    ];

    /// <summary>The values that no CLR type holds.</summary>
    private static readonly string[] Refused =
    [
        "(1, 'a')::pair", "array['NaN']::numeric[]", "timestamp '20000-01-01'", "date '4000-01-01 BC'", "array[(1, 'a')::pair]",
    ];

    public static TheoryData<string> All => [.. Values.Select(v => v.Sql)];

    public static TheoryData<string> AllRefused => [.. Refused];

    [Theory]
    [MemberData(nameof(All))]
    public void values_are_read(string sql)
    {
        using var connection = Server.Value.Connect();

        var value = connection.Scalar($"select {sql}");

        var expected = Values.First(v => v.Sql == sql).Value;
        value.ShouldBe(expected);
        value?.GetType().ShouldBe(expected!.GetType());
    }

    [Theory]
    [MemberData(nameof(AllRefused))]
    public void what_cannot_be_read_is_to_be_cast(string sql)
    {
        using var connection = Server.Value.Connect();

        var error = Should.Throw<WarehouseException>(() => connection.Scalar($"select {sql} as it"));

        error.Message.ShouldStartWith("The column 'it' has the type ");
        error.Hint.ShouldBe("Cast it in the query: \"it\"::text.");
        connection.Scalar(string.Create(CultureInfo.InvariantCulture, $"select ({sql})::text")).ShouldBeOfType<string>();
    }

    private static readonly Lazy<PostgresFixture> Server = new(static () =>
    {
        var output = Servers.PostgresServer.Instance.NewDatabase();
        using (var first = PostgresFixture.On(output))
        using (var connection = first.Connect())
        {
            connection.Run(Types);
        }

        // Opened anew, so that it knows the types.
        return PostgresFixture.On(output);
    });
}
