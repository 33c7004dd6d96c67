using System.Globalization;
using Shouldly;
using Transform.Adapters;
using Transform.Tests.Adapters;

namespace Transform.Tests.Adapters.ClickHouse;

/// <summary>What is expected comes from the server: its own text of each value.</summary>
public sealed class ValueTests
{
    // Types that generateRandom makes values of, with what their text is asked for by.
    private static readonly string[] RandomTypes =
    [
        "Bool", "Int8", "Int16", "Int32", "Int64", "Int128", "Int256", "UInt8", "UInt16", "UInt32", "UInt64", "UInt128", "UInt256",
        "Float32", "Float64", "Decimal(9, 3)", "Decimal(18, 0)", "Decimal(38, 20)", "Decimal(76, 40)", "String", "FixedString(5)", "UUID",
        "Date", "Date32", "DateTime", "DateTime64(6)", "Enum8('a' = -1, 'b c' = 2)", "Enum16('x' = 1000, 'it''s' = -2)",
        "IPv4", "IPv6", "LowCardinality(String)", "LowCardinality(Nullable(String))", "Array(Array(Nullable(Int16)))",
        "Array(Nullable(String))", "Tuple(Int8, String, Array(UUID))", "Tuple(a Nullable(Int32), `b c` String)", "Map(String, Array(Int8))",
        "Map(Int32, Nullable(Float64))", "Nested(a Int8, b String)", "Point", "Ring", "Polygon", "MultiPolygon", "LineString", "MultiLineString",
    ];

    private static CancellationToken Token => ClickHouseFixture.Token;

    public static TheoryData<string> Values =>
    [
        "toInt64(-9223372036854775808)", "toUInt64(18446744073709551615)", "toInt128('-170141183460469231731687303715884105728')",
        "toUInt128('340282366920938463463374607431768211455')", "toUInt256('115792089237316195423570985008687907853269984665640564039457584007913129639935')",
        "toInt256('-57896044618658097711785492504343953926634992332820282019728792003956564819968')", "toInt128(-1)", "toUInt128(7)",
        "toFloat64(0.1)", "toFloat32(0.1)", "toBFloat16(1.5)", "toFloat64('nan')", "toFloat64('-inf')", "toFloat64(1e300)",
        "toDecimal32('-1.500', 3)", "toDecimal64('0.000000000000000001', 18)", "toDecimal128('99999999999999999999999999999999999999', 0)",
        "toDecimal256('-0.1234567890123456789012345678901234567890', 40)", "true", "''", "'a\\0b'", "'ünï 😀'", "toFixedString('ab', 4)",
        "toUUID('01234567-89ab-cdef-0123-456789abcdef')", "toDate('1970-01-01')", "toDate('2149-06-06')", "toDate32('1900-01-01')", "toDate32('2299-12-31')",
        "toDateTime('2106-02-07 06:28:15')", "toDateTime64('1900-01-01 00:00:00.123', 3)",
        "toTime('12:34:56')", "toTime('-100:00:01')", "toTime64('999:59:59.999999', 6)", "CAST('b' AS Enum8('a' = 1, 'b' = -128))",
        "toIPv4('255.1.2.3')", "toIPv6('::1')", "toIPv6('2001:db8::ff00:42:8329')", "[]", "[NULL, NULL]", "[[1, 2], []]", "tuple()", "tuple(1)",
        "(1, 'x', [NULL])", "map()", "map('k', map('l', 1))", "CAST('x' AS LowCardinality(String))", "NULL", "(0.5, -1.25)::Point",
        "CAST((1, 'x') AS Tuple(a Int8, b String))", "[(1, 'a'), (2, 'b')]::Nested(x Int8, y String)", "toNullable(7)", "CAST(NULL AS Nullable(String))",
        "CAST(toUInt64(7) AS Variant(UInt64, String, Array(Int8)))", "CAST('x' AS Variant(UInt64, String))", "CAST(NULL AS Variant(UInt64, String))",
        "7::Dynamic", "'x'::Dynamic", "NULL::Dynamic", "[1, NULL]::Array(Nullable(Int8))::Dynamic", "map('a', toDate('2020-01-02'))::Dynamic",
        "toDecimal64('1.5', 2)::Dynamic", "CAST((1, 'x') AS Tuple(a Int8, b String))::Dynamic", "toUUID('01234567-89ab-cdef-0123-456789abcdef')::Dynamic",
        "CAST('b' AS Enum8('a' = 1, 'b' = 2))::Dynamic", "toDateTime64('2020-01-01 00:00:00.5', 3)::Dynamic", "true::Dynamic", "toFixedString('ab', 2)::Dynamic",
        "[1, 'x']::Array(Dynamic)",
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void a_value_has_the_servers_text(string sql)
    {
        using var fixture = ClickHouseFixture.New();
        using var connection = fixture.Connect();
        using var reader = connection.Query($"select {sql} as v, if(v is null, null, toString(v)) as t, toTypeName(v) as n", Token);
        reader.Read().ShouldBeTrue();

        var value = reader.GetValue(0);

        (value is null ? null : ServerText.Of(value, reader.Columns[0].DataType)).ShouldBe(reader.GetValue(1), (string)reader.GetValue(2)!);
        reader.IsNull(0).ShouldBe(value is null);
        reader.Read().ShouldBeFalse();
    }

    [Fact]
    public void random_values_of_all_types_have_the_servers_text()
    {
        using var fixture = ClickHouseFixture.New();
        using var connection = fixture.Connect();
        var structure = string.Join(", ", RandomTypes.SelectMany((type, i) => Named(type, i).Select(t => $"c{t.Name} {t.Type}")));
        var names = RandomTypes.SelectMany((type, i) => Named(type, i).Select(t => "c" + t.Name)).ToArray();
        connection.Execute($"create table t engine = Memory as select * from generateRandom({fixture.Adapter.Dialect.Literal(structure)}, 42, 20, 4) limit 300", Token);
        using var other = fixture.Connect();
        using var texts = other.Query($"select {string.Join(", ", names.Select(n => $"toString({n})"))} from t", Token);
        using var reader = connection.Query($"select {string.Join(", ", names)} from t", Token);

        var rows = 0;
        while (reader.Read())
        {
            texts.Read().ShouldBeTrue();
            rows++;
            for (var i = 0; i < names.Length; i++)
            {
                var value = reader.GetValue(i);
                (value is null or byte[] ? value : ServerText.Of(value, reader.Columns[i].DataType)).ShouldBe(texts.GetValue(i), $"{reader.Columns[i].DataType} in row {rows}");
            }
        }

        rows.ShouldBe(300);
    }

    [Fact]
    public void json_is_text()
    {
        using var fixture = ClickHouseFixture.New();
        using var connection = fixture.Connect();

        connection.Scalar("select '{\"a\": {\"b\": [1, null]}, \"c\": \"x\"}'::JSON(c String)").ShouldBe("{\"a\":{\"b\":[1,null]},\"c\":\"x\"}");
    }

    [Fact]
    public void a_text_that_is_not_utf8_is_bytes()
    {
        using var fixture = ClickHouseFixture.New();
        using var connection = fixture.Connect();

        connection.Scalar("select unhex('FF00')").ShouldBe(new byte[] { 0xFF, 0x00 });
    }

    [Fact]
    public void intervals_keep_their_unit()
    {
        using var fixture = ClickHouseFixture.New();
        using var connection = fixture.Connect();

        connection.Scalar("select interval 3 quarter").ShouldBe(new Interval(9, 0, 0));
        connection.Scalar("select interval -2 week").ShouldBe(new Interval(0, -14, 0));
        connection.Scalar("select interval 5 millisecond").ShouldBe(new Interval(0, 0, 5000));
    }

    [Fact]
    public void times_that_name_a_zone_are_instants_and_others_are_the_servers_clock()
    {
        using var fixture = ClickHouseFixture.New(("custom_settings", new Dictionary<string, object?> { ["session_timezone"] = "Asia/Tokyo" }));
        using var connection = fixture.Connect();

        connection.Scalar("select toDateTime('2024-01-01 09:00:00')").ShouldBe(new DateTime(2024, 1, 1, 9, 0, 0));
        connection.Scalar("select toDateTime('2024-01-01 09:00:00', 'Europe/Berlin')").ShouldBe(new DateTimeOffset(2024, 1, 1, 8, 0, 0, TimeSpan.Zero));
        connection.Scalar("select toDateTime64('2024-07-01 09:00:00.25', 2, 'Europe/Berlin')")
            .ShouldBe(new DateTimeOffset(2024, 7, 1, 7, 0, 0, 250, TimeSpan.Zero));
    }

    [Fact]
    public void a_tenth_of_a_millionth_of_a_second_is_the_least()
    {
        using var fixture = ClickHouseFixture.New();
        using var connection = fixture.Connect();

        connection.Scalar("select toDateTime64('1969-12-31 23:59:59.123456789', 9)").ShouldBe(new DateTime(1969, 12, 31, 23, 59, 59).AddTicks(1234567));
    }

    [Theory]
    [InlineData("fromUnixTimestamp64Milli(260000000000000)")]
    [InlineData("fromUnixTimestamp64Milli(9000000000000000)")]
    [InlineData("toIntervalDay(3000000000)")]
    [InlineData("toIntervalYear(300000000)")]
    [InlineData("toIntervalHour(3000000000000)")]
    [InlineData("(select sumState(1))::Dynamic")]
    public void a_value_that_nothing_here_can_hold_is_refused_with_a_hint(string sql)
    {
        using var fixture = ClickHouseFixture.New();
        using var connection = fixture.Connect();
        using (var reader = connection.Query($"select {sql} as far", Token))
        {
            var error = Should.Throw<WarehouseException>(() =>
            {
                reader.Read();
                reader.GetValue(0);
            });

            error.Message.ShouldStartWith("The column 'far' has the type ");
            error.Hint.ShouldBe("Cast it in the query: toString(far).");
            error.Sql.ShouldBe($"select {sql} as far");
        }

        connection.Scalar("select 1").ShouldBe(1L);
    }

    [Fact]
    public void the_state_of_an_aggregation_is_refused_with_a_hint()
    {
        using var fixture = ClickHouseFixture.New();
        using var connection = fixture.Connect();

        var error = Should.Throw<WarehouseException>(() => connection.Query("select sumState(1) as total", Token));

        error.Message.ShouldBe("The column 'total' has the type AggregateFunction(sum, UInt8), whose values cannot be read");
        error.Hint.ShouldNotBeNull().ShouldContain("finalizeAggregation(total)");
        connection.Scalar("select 1").ShouldBe(1L);
    }

    [Fact]
    public void primitive_values_are_read_without_an_object_for_each()
    {
        using var fixture = ClickHouseFixture.New();
        using var connection = fixture.Connect();
        using var reader = connection.Query("select number as a, toFloat64(number) as b, number % 2 = 0 as c, toNullable(number) as d from numbers(200000)", Token);
        reader.Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        long sum = 0;
        while (reader.Read())
        {
            sum += reader.GetInt64(0) + (long)reader.GetDouble(1) + (reader.GetBoolean(2) ? 1 : 0) + (reader.IsNull(3) ? 0 : reader.GetInt64(3));
        }

        sum.ShouldBe((3L * 200000 * 199999 / 2) + 99999);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public void wide_rows_and_large_texts_are_read_whole()
    {
        using var fixture = ClickHouseFixture.New();
        using var connection = fixture.Connect();

        ((string)connection.Scalar("select repeat('üü', 1000000)")!).Length.ShouldBe(2_000_000);
        using var reader = connection.Query($"select {string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"'{i}' as c{i}"))} from numbers(3)", Token);
        for (var row = 0; row < 3; row++)
        {
            reader.Read().ShouldBeTrue();
            Enumerable.Range(0, 1000).ShouldAllBe(i => reader.GetString(i) == i.ToString(CultureInfo.InvariantCulture));
        }
    }

    // A Nested column of a table is a column for each of its parts.
    private static IEnumerable<(string Name, string Type)> Named(string type, int number) =>
        type.StartsWith("Nested", StringComparison.Ordinal)
            ? [($"{number}", "Array(Tuple" + type["Nested".Length..] + ")")]
            : [($"{number}", type)];
}
