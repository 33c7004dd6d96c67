using Shouldly;
using Transform.Core;
using Xunit;

namespace Transform.Tests.Core;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("transform-file-").FullName;

    private string Target => Path.Combine(folder, "new", "file.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_takes_the_place_of_the_old_one_and_leaves_nothing_beside_it(bool isChecked)
    {
        foreach (var text in (string[])["first", "second, which is longer", "third"])
        {
            var (length, written) = AtomicFile.Write(Target, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)), isChecked);

            File.ReadAllText(Target).ShouldBe(text);
            length.ShouldBe(text.Length);
            written.ShouldBe(File.GetLastWriteTimeUtc(Target).Ticks);
            Directory.GetFileSystemEntries(Path.GetDirectoryName(Target)!).ShouldBe([Target]);
        }
    }

    [Fact]
    public void The_old_one_stays_where_the_new_one_cannot_be_made()
    {
        Put('a');

        Should.Throw<TransformException>(() => AtomicFile.Write(Target, stream =>
        {
            stream.WriteByte((byte)'b');
            throw new IOException("No space left on device");
        })).Diagnostics.Single().Code.ShouldBe(DiagnosticCodes.UnwritableFolder);

        File.ReadAllBytes(Target).ShouldAllBe(static it => it == 'a');
        Directory.GetFileSystemEntries(Path.GetDirectoryName(Target)!).ShouldBe([Target]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_reads_meanwhile_reads_one_whole_file(bool isChecked)
    {
        Put('a');
        using var done = new CancellationTokenSource();
        var reader = Task.Run(
            () =>
            {
                var read = 0;
                for (; !done.IsCancellationRequested || read == 0; read++)
                {
                    var bytes = File.ReadAllBytes(Target);
                    bytes.Length.ShouldBe(100_000);
                    bytes.ShouldAllBe(it => it == bytes[0]);
                }

                return read;
            },
            TestContext.Current.CancellationToken);

        // Two at once, as two calls in one folder may be.
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 2 }, round => Put((char)('a' + (round % 26)), isChecked));

        await done.CancelAsync();
        (await reader).ShouldBePositive();
    }

    [Fact]
    public void Who_has_opened_the_old_one_reads_on_in_it()
    {
        Put('a');
        using var old = new FileStream(Target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Put('b');

        var bytes = new byte[100_000];
        old.ReadExactly(bytes);
        bytes.ShouldAllBe(static it => it == 'a');
        File.ReadAllBytes(Target).ShouldAllBe(static it => it == 'b');
    }

    [Fact]
    public void A_link_is_replaced_and_what_it_leads_to_is_left()
    {
        var other = Path.Combine(folder, "other");
        File.WriteAllText(other, "other");
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.CreateSymbolicLink(Target, other);
        Put('b');

        File.ReadAllText(other).ShouldBe("other");
        new FileInfo(Target).LinkTarget.ShouldBeNull();
        File.ReadAllBytes(Target).ShouldAllBe(static it => it == 'b');
    }

    [Fact]
    public void A_folder_is_left_where_it_is()
    {
        Directory.CreateDirectory(Path.Combine(Target, "within"));

        Should.Throw<TransformException>(() => Put('a')).Diagnostics.Single().Code.ShouldBe(DiagnosticCodes.UnwritableFolder);
        Directory.GetFileSystemEntries(Path.GetDirectoryName(Target)!).ShouldBe([Target]);
        Directory.Exists(Path.Combine(Target, "within")).ShouldBeTrue();
    }

    private void Put(char letter, bool isChecked = true)
    {
        var bytes = new byte[100_000];
        Array.Fill(bytes, (byte)letter);
        AtomicFile.Write(Target, stream =>
        {
            stream.Write(bytes.AsSpan(0, 60_000));
            stream.Write(bytes.AsSpan(60_000));
        }, isChecked);
    }
}
