using System.Numerics;
using Shouldly;
using Transform.Adapters;

namespace Transform.Tests.Adapters;

public sealed class TypeTests
{
    private static readonly (string Sql, object? Value)[] Values =
    [
        ("true", true),
        ("(-128)::tinyint", -128L),
        ("(-32768)::smallint", -32768L),
        ("2147483647::integer", 2147483647L),
        ("(-9223372036854775808)::bigint", long.MinValue),
        ("255::utinyint", 255L),
        ("65535::usmallint", 65535L),
        ("4294967295::uinteger", 4294967295L),
        ("18446744073709551615::ubigint", new BigInteger(ulong.MaxValue)),
        ("7::ubigint", 7L),
        ("(-5)::hugeint", -5L),
        ("170141183460469231731687303715884105727::hugeint", BigInteger.Pow(2, 127) - 1),
        ("'-170141183460469231731687303715884105728'::hugeint", -BigInteger.Pow(2, 127)),
        ("340282366920938463463374607431768211455::uhugeint", BigInteger.Pow(2, 128) - 1),
        ("'123456789012345678901234567890123456789012345678901234567890'::bignum", BigInteger.Parse("123456789012345678901234567890123456789012345678901234567890")),
        ("'-123456789012345678901234567890123456789012345678901234567890'::bignum", BigInteger.Parse("-123456789012345678901234567890123456789012345678901234567890")),
        ("0::bignum", 0L),
        ("(-1)::bignum", -1L),
        ("256::bignum", 256L),
        ("0.5::float", 0.5),
        ("1e300::double", 1e300),
        ("'-infinity'::double", double.NegativeInfinity),
        ("'nan'::double", double.NaN),
        ("-12.3::decimal(4,1)", -12.3m),
        ("123456.78::decimal(9,2)", 123456.78m),
        ("-1234567890.12345::decimal(18,5)", -1234567890.12345m),
        ("1.000::decimal(10,3)", 1.000m),
        ("'1234567890123456789012345.678'::decimal(38,3)", 1234567890123456789012345.678m),
        ("'-99999999999999999999999999999999999.999'::decimal(38,3)", "-99999999999999999999999999999999999.999"),
        ("'0.0000000000000000000000000000000000123'::decimal(38,37)", "0.0000000000000000000000000000000000123"),
        ("'-0.00000000000000000000000000000000000001'::decimal(38,38)", "-0.00000000000000000000000000000000000001"),
        ("'99999999999999999999999999999999999999'::decimal(38,0)", "99999999999999999999999999999999999999"),
        ("'short'", "short"),
        ("'exactly 12ch'", "exactly 12ch"),
        ("'a longer text that is not inlined: äöü 漢字 😀'", "a longer text that is not inlined: äöü 漢字 😀"),
        ("''", ""),
        ("'{\"a\": [1, null]}'::json", "{\"a\": [1, null]}"),
        ("'sad'::enum('happy', 'sad', 'it''s')", "sad"),
        ("'\\x00\\xFFab'::blob", new byte[] { 0, 255, (byte)'a', (byte)'b' }),
        ("'0101011'::bit", "0101011"),
        ("'11111111000'::bit", "11111111000"),
        ("date '1992-03-22'", new DateOnly(1992, 3, 22)),
        ("date '0001-01-01'", new DateOnly(1, 1, 1)),
        ("date '9999-12-31'", new DateOnly(9999, 12, 31)),
        ("time '23:59:59.123456'", new TimeOnly(23, 59, 59).Add(TimeSpan.FromMicroseconds(123456))),
        ("time '24:00:00'", "24:00:00"),
        ("time_ns '01:02:03.123456789'", "01:02:03.123456789"),
        ("time_ns '01:02:03'", new TimeOnly(1, 2, 3)),
        ("timetz '12:34:56+02'", "12:34:56+02"),
        ("timetz '12:34:56.5-05:30'", "12:34:56.5-05:30"),
        ("timestamp '2024-02-29 12:34:56.789012'", new DateTime(2024, 2, 29, 12, 34, 56).AddMicroseconds(789012)),
        ("timestamp '1969-12-31 23:59:59.999999'", new DateTime(1969, 12, 31, 23, 59, 59).AddMicroseconds(999999)),
        ("'2024-02-29 12:34:56'::timestamp_s", new DateTime(2024, 2, 29, 12, 34, 56)),
        ("'2024-02-29 12:34:56.789'::timestamp_ms", new DateTime(2024, 2, 29, 12, 34, 56, 789)),
        ("'2024-02-29 12:34:56.7890121'::timestamp_ns", new DateTime(2024, 2, 29, 12, 34, 56).AddTicks(7890121)),
        ("'2024-02-29 12:34:56.789012123'::timestamp_ns", "2024-02-29 12:34:56.789012123"),
        ("timestamptz '2024-02-29 12:34:56+02'", new DateTimeOffset(2024, 2, 29, 10, 34, 56, TimeSpan.Zero)),
        ("interval '14 months 3 days 1.5 seconds'", new Interval(14, 3, 1_500_000)),
        ("uuid '00112233-4455-6677-8899-aabbccddeeff'", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")),
        ("uuid 'ffffffff-ffff-ffff-ffff-ffffffffffff'", Guid.Parse("ffffffff-ffff-ffff-ffff-ffffffffffff")),
        ("null", null),
        ("[1, null, 3]", new object?[] { 1L, null, 3L }),
        ("[]::int[]", Array.Empty<object?>()),
        ("[['a'], [], null, ['b', 'c']]", new object?[] { new object?[] { "a" }, Array.Empty<object?>(), null, new object?[] { "b", "c" } }),
        ("[1.5, 2.5]::decimal(3,1)[2]", new object?[] { 1.5m, 2.5m }),
        ("[[1, 2], [3, 4]]::int[2][2]", new object?[] { new object?[] { 1L, 2L }, new object?[] { 3L, 4L } }),
        ("{'a': 1, 'B b': [date '2020-01-01'], 'n': null::int}", Pairs(("a", 1L), ("B b", new object?[] { new DateOnly(2020, 1, 1) }), ("n", null))),
        ("map {1: 'x', 2: null}", Pairs((1L, "x"), (2L, null))),
        ("map {'k': {'v': [1]}}", Pairs(("k", Pairs(("v", new object?[] { 1L }))))),
        ("'x'::union(n int, s varchar)", "x"),
        ("5::union(n int, s varchar)", 5L),
        ("[5::union(n int, s varchar), 'y'::union(n int, s varchar), null]", new object?[] { 5L, "y", null }),
    ];

    /// <summary>What no CLR type holds comes as DuckDB prints it, so DuckDB says what is expected.</summary>
    private static readonly string[] PrintedValues =
    [
        "date 'infinity'", "date '-infinity'", "date '10000-01-01'", "date '0044-03-15 (BC)'", "date '0001-12-31 (BC)'",
        "date '5877641-06-23 (BC)'", "date '5881580-07-10'", "timestamp 'infinity'", "timestamp '-infinity'",
        "timestamp '0044-03-15 (BC) 12:00:00.5'", "timestamp '294247-01-10 04:00:54.775806'",
        "timestamptz '0044-03-15 (BC) 12:00:00+00'", "timestamptz 'infinity'", "timestamptz '12000-01-01 00:00:01+00'",
        "'infinity'::timestamp_ns", "'infinity'::timestamp_s", "timetz '00:00:00+15:59:59'", "timetz '24:00:00-15:59:59'",
        "time '24:00:00'", "time_ns '23:59:59.999999999'", "'1677-09-22 00:00:00.000000001'::timestamp_ns",
        "'12345678901234567890123456789.0123456789'::decimal(38,9)",
    ];

    [Fact]
    public void every_type_is_read()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        foreach (var (sql, value) in Values)
        {
            // Between NULLs and repeated, so that offsets and validity matter; through a table, so that the vectors are
            // the storage's and not constants.
            connection.Run($"create or replace table t as select i, v from range(5000) r(i) left join (select {sql} as v) on i % 3 <> 1");
            var expected = Show(value);

            foreach (var row in connection.Rows("select v, i from t order by i"))
            {
                Show(row[0]).ShouldBe((long)row[1]! % 3 == 1 ? Show(null) : expected, sql);
            }

            Show(connection.Scalar($"select {sql}")).ShouldBe(expected, sql);
        }
    }

    [Fact]
    public void what_the_clr_does_not_hold_is_printed_as_duckdb_does()
    {
        using var fixture = DuckDbFixture.With(("path", ":memory:"), ("settings", new Dictionary<string, object?> { ["TimeZone"] = "UTC" }));
        using var connection = fixture.Connect();
        foreach (var sql in PrintedValues)
        {
            var row = connection.Rows($"select v, v::varchar from (select {sql} as v)")[0];
            row[0].ShouldBe(row[1], sql);
        }
    }

    [Fact]
    public void types_are_written_as_duckdb_writes_them()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        connection.Run("create type mood as enum ('sad', 'o''k')");
        string[] more =
        [
            "'sad'::mood", "{'m': 'sad'::mood, 'j': ['{}'::json]}", "map {'sad'::mood: '1'::json}", "'POINT(1 2)'::geometry",
            "{'date': 1, 'value': 2, 'year': 3, 'key': 4, 'select': 5, 'a b': 6, 'A': 7, '_x': 8, 'x$': 9, '2a': 10, 'é': 11, 'x\"y': 12, 'end': 13, 'name': 14, 'type': 15}",
            "1::union(\"select\" int, \"B\" varchar)", "1::variant", "{'a': 1}::variant",
        ];
        
        // DuckDB makes an untyped NULL an integer on its way out.
        foreach (var sql in Values.Select(v => v.Sql).Where(sql => sql != "null").Concat(more))
        {
            using var reader = connection.Query($"select v, typeof(v) from (select {sql} as v)", DuckDbFixture.Token);
            reader.Read().ShouldBeTrue();
            reader.Columns[0].DataType.ShouldBe(reader.GetString(1), sql);
        }
    }

    [Fact]
    public void a_struct_without_names_is_read()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        using var reader = connection.Query("select row(1, 'x') as v, typeof(v)", DuckDbFixture.Token);
        reader.Read().ShouldBeTrue();
        Show(reader.GetValue(0)).ShouldBe("{String : Int64 1, String : String x}");
        reader.Columns[0].DataType.ShouldBe(reader.GetString(1));
    }

    [Fact]
    public void an_enum_of_any_size_is_read()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        foreach (var size in (int[])[3, 300, 70_000])
        {
            connection.Run($"create or replace table names as select 'v' || i as n from range({size}) r(i); create type e{size} as enum (select n from names)");
            connection.Rows($"select n::e{size}, n from names").ShouldAllBe(row => Equals(row[0], row[1]));
        }
    }

    [Fact]
    public void typed_getters_read_every_integer()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        using var reader = connection.Query(
            "select (-1)::tinyint, (-1)::smallint, (-1)::int, (-1)::bigint, (-1)::hugeint, (-1)::bignum, 1::utinyint, 1::usmallint, 1::uinteger, 1::ubigint, 1::uhugeint",
            DuckDbFixture.Token);
        reader.Read().ShouldBeTrue();
        for (var i = 0; i < reader.Columns.Length; i++)
        {
            reader.GetInt64(i).ShouldBe(i < 6 ? -1 : 1);
            reader.GetBigInteger(i).ShouldBe(i < 6 ? -1 : 1);
            reader.GetValue(i).ShouldBe(i < 6 ? -1L : 1L);
        }
    }

    private static KeyValuePair<object, object?>[] Pairs(params (object Key, object? Value)[] pairs) =>
        [.. pairs.Select(p => new KeyValuePair<object, object?>(p.Key, p.Value))];

    /// <summary>A value with its CLR type, so that 1 and 1.0 and "1" differ.</summary>
    private static string Show(object? value) => value switch
    {
        null => "null",
        byte[] bytes => "bytes " + Convert.ToHexString(bytes),
        KeyValuePair<object, object?>[] pairs => "{" + string.Join(", ", pairs.Select(p => $"{Show(p.Key)}: {Show(p.Value)}")) + "}",
        object?[] items => "[" + string.Join(", ", items.Select(Show)) + "]",
        DateTime time => $"DateTime {time:O} {time.Kind}",
        DateTimeOffset time => $"DateTimeOffset {time:O}",
        TimeOnly time => $"TimeOnly {time:O}",
        DateOnly date => $"DateOnly {date:O}",
        _ => $"{value.GetType().Name} {value}",
    };
}
