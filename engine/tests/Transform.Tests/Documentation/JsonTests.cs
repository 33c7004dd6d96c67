using System.Numerics;
using System.Text;
using Shouldly;
using Transform.Core;
using Transform.Documentation.Artifacts;
using Transform.Templating;

namespace Transform.Tests.Documentation;

public sealed class JsonTests
{
    [Fact]
    public void values_are_written_as_dbt_writes_them()
    {
        // Python: json.dumps with dbt's encoder.
        Write(1.0).ShouldBe("1.0");
        Write(0.1).ShouldBe("0.1");
        Write(double.NaN).ShouldBe("null");
        Write(Value.From(BigInteger.Pow(10, 30))).ShouldBe("1000000000000000000000000000000");
        Write(Value.True).ShouldBe("true");
        Write(Value.None).ShouldBe("null");
        Write(Value.Undefined).ShouldBe("null");
        Write(new ListValue { 1, "a", Value.None }).ShouldBe("""[1,"a",null]""");
        Write(new DictValue { { Value.None, 1 }, { Value.True, 2 }, { 3, "x" } }).ShouldBe("""{"null":1,"true":2,"3":"x"}""");
        Write("é \"<'\n").ShouldBe("""
            "é \"<'\n"
            """);
    }

    [Fact]
    public void dates_and_decimals_are_written_as_dbt_writes_them()
    {
        Write(Value.FromObject(new DateOnly(2024, 2, 29))).ShouldBe("\"2024-02-29\"");
        Write(Value.FromObject(new DateTime(2024, 2, 29, 12, 30, 0))).ShouldBe("\"2024-02-29T12:30:00\"");
        Write(Value.FromObject(1.50m)).ShouldBe("1.50");
    }

    [Fact]
    public void secrets_are_masked_in_values_and_keys()
    {
        var secrets = new SecretMask();
        secrets.Add("hunter2");
        Write(new DictValue { { "hunter2", "is hunter2!" } }, secrets).ShouldBe("""{"*****":"is *****!"}""");
    }

    [Fact]
    public void chunks_come_in_order_and_whole()
    {
        using var stream = new MemoryStream();
        OrderedChunks.Write(1000, stream, () => new ArtifactJson(new SecretMask()), (json, i) => json.Writer.WriteNumber($"n{i}", i));
        Encoding.UTF8.GetString(stream.ToArray()).ShouldBe(string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"n{i}\":{i}")));
    }

    [Fact]
    public void a_failing_chunk_ends_the_whole()
    {
        using var stream = new MemoryStream();
        Should.Throw<AggregateException>(() => OrderedChunks.Write(
            5000,
            stream,
            () => new ArtifactJson(new SecretMask()),
            (json, i) =>
            {
                if (i == 700)
                {
                    throw new InvalidOperationException();
                }

                json.Writer.WriteNumber($"n{i}", i);
            }));
    }

    private static string Write(Value value, SecretMask? secrets = null)
    {
        using var json = new ArtifactJson(secrets ?? new SecretMask());
        json.Value(value);
        return Encoding.UTF8.GetString(json.Written.Span);
    }
}
