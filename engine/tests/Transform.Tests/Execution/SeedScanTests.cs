using System.Text;
using CsvHelper;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
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
    [InlineData(false, "1.0,x\n2,x\n")]
    [InlineData(false, "1,x\n\n2,x\n")]
    [InlineData(false, "1,x\r2,x\r")]
    [InlineData(false, "1,x \n")]
    [InlineData(false, "\"1\",x\n")]
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
        Scan(1000, [new(), new()]).ShouldBe(expected);
    }

    [Fact]
    public void A_byte_order_mark_is_not_plain()
    {
        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            File.WriteAllText(path, "a\n1\n2\n", encoding);
            var column = new SeedTypeInference();
            Scan(1000, [column]).ShouldBeFalse();
            column.Type.ShouldBe("integer");
        }
    }

    [Fact]
    public void Columns_whose_type_is_known_are_not_looked_at()
    {
        File.WriteAllText(path, "a,b\n1,x\n2,y\n");
        var column = new SeedTypeInference();
        Scan(1000, [null, column]).ShouldBeFalse();
        column.Type.ShouldBe("text");
    }

    private static SeedTypeInference[] Columns() => [.. Enumerable.Range(0, RandomCsv.Columns).Select(_ => new SeedTypeInference())];

    private bool Scan(int blockSize, SeedTypeInference?[] columns)
    {
        using var csv = CsvReader.FromFile(path, new CsvReaderOptions { FieldCountMismatch = CsvFieldCountHandling.Allow, TrackLineNumbers = true });
        csv.ReadHeader();
        return SeedScan.Read(csv, path, columns, TestContext.Current.CancellationToken, blockSize);
    }
}
