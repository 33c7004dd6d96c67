using System.Collections.Immutable;
using System.Text;
using CsvHelper;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Transform.Adapters;
using Transform.Execution.Nodes;

namespace Transform.Tests.Execution;

public sealed class SeedScanTests : IDisposable
{
    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("transform-scan-").FullName, "seed.csv");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

    [Fact]
    public void Blocks_say_what_the_whole_file_says() => Prop.ForAll(RandomCsv.Files, Gen.Choose(8, 200).ToArbitrary(), (text, blockSize) =>
    {
        File.WriteAllText(path, text);
        var expected = Columns();
        using (var csv = CsvReader.FromFile(path, new CsvReaderOptions { FieldCountMismatch = CsvFieldCountHandling.Allow }))
        {
            csv.ReadHeader();
            while (csv.Read())
            {
                if (csv.FieldCount > expected.Length)
                {
                    Should.Throw<CsvFormatException>(() => Scan(blockSize, Columns()));
                    return;
                }

                for (var i = 0; i < expected.Length; i++)
                {
                    expected[i].Add(i < csv.FieldCount ? csv.GetSpan(i) : default);
                }
            }
        }

        var found = Columns();
        Scan(blockSize, found);

        found.Select(c => (c.Type, c.HasNulls)).ShouldBe(expected.Select(c => (c.Type, c.HasNulls)));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(true, "1,x\n,\"a \"\"b\"\",\nc\"\r\n")]
    [InlineData(true, "1.0,'\n2.5,x")]
    [InlineData(true, "1.0,x\n2,x\n")]
    [InlineData(false, "1,x\n\n2,x\n")]
    [InlineData(false, "1,x\r2,x\r")]
    [InlineData(false, "1,x \n")]
    [InlineData(true, "\"1\",x\n")]
    [InlineData(false, "1,\"x \"\n")]
    [InlineData(false, "1,\"\"\n")]
    [InlineData(false, "null,x\n")]
    [InlineData(false, "1,\\N\n")]
    [InlineData(false, "1,5\" x\n")]
    [InlineData(false, "1,\"x\" y\n")]
    [InlineData(false, "1,\"x\n")]
    [InlineData(false, "1\n")]
    public void A_file_is_plain_where_every_reader_reads_it_alike(bool expected, string lines)
    {
        File.WriteAllText(path, "a,b\n" + lines);
        Scan(1000, [new(), new()]).IsDefault.ShouldBe(!expected);
    }

    [Fact]
    public void A_byte_order_mark_is_not_plain()
    {
        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            File.WriteAllText(path, "a\n1\n2\n", encoding);
            var column = new SeedTypeInference();
            Scan(1000, [column]).IsDefault.ShouldBeTrue();
            column.Type.ShouldBe("integer");
        }
    }

    [Theory]
    [InlineData("1\n-22\n", CsvKinds.Integer | CsvKinds.Number, 32, false, false, 1, 3)]
    [InlineData("1\n2147483648\n", CsvKinds.Integer | CsvKinds.Number, 64, false, false, 1, 10)]
    [InlineData("1\n-9223372036854775809\n", CsvKinds.Integer | CsvKinds.Number, 128, false, false, 1, 20)]
    [InlineData("1.00\n\"7\"\n", CsvKinds.Integer | CsvKinds.Number, 32, true, true, 1, 4)]
    [InlineData("1\n1.5\n", CsvKinds.Number, 32, false, false, 1, 3)]
    [InlineData("2024-02-29\n\n", CsvKinds.Date, 32, false, false, 10, 10)]
    [InlineData("2024-02-29 10:00:00\n2024-02-29T10:00\n", CsvKinds.Timestamp, 32, false, false, 16, 19)]
    [InlineData("true\nFALSE\n", CsvKinds.Boolean, 32, false, false, 4, 5)]
    [InlineData("", CsvKinds.All, 32, false, false, int.MaxValue, 0)]
    internal void It_is_known_what_the_fields_of_a_plain_file_are(
        string lines, CsvKinds kinds, int bits, bool isPointed, bool isQuoted, int shortest, int longest)
    {
        File.WriteAllText(path, "a,b\n" + lines.Replace("\n", ",x\n", StringComparison.Ordinal));
        var found = Scan(1000, [new(), new()]);
        found[0].ShouldBe(new CsvValues(kinds, bits, isPointed, isQuoted, shortest, longest));
        (lines.Length > 0 && found[1].Kinds != CsvKinds.None).ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_is_not_plain_is_read_to_its_end_for_types_alone()
    {
        File.WriteAllText(path, "a,b\n1,x\n2\n");
        SeedTypeInference[] columns = [new(), new()];
        Scan(1000, columns, isNeeded: false).IsDefault.ShouldBeTrue();
        columns[1].Type.ShouldBe("integer");

        Scan(1000, columns).IsDefault.ShouldBeTrue();
        columns.Select(column => column.Type).ShouldBe(["integer", "text"]);
    }

    private static SeedTypeInference[] Columns() => [.. Enumerable.Range(0, RandomCsv.Columns).Select(_ => new SeedTypeInference())];

    private ImmutableArray<CsvValues> Scan(int blockSize, SeedTypeInference[] columns, bool isNeeded = true)
    {
        using var csv = CsvReader.FromFile(path, new CsvReaderOptions { FieldCountMismatch = CsvFieldCountHandling.Allow, TrackLineNumbers = true });
        csv.ReadHeader();
        return SeedScan.Read(csv, path, columns, isNeeded, TestContext.Current.CancellationToken, blockSize);
    }
}
