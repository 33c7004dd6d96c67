using Shouldly;
using Transform.Adapters;
using Transform.Adapters.DuckDb;

namespace Transform.Tests.Adapters;

public sealed class ExternalFilesTests : IDisposable
{
    private static readonly Dictionary<string, object?> Options = [];

    private readonly string folder = Directory.CreateTempSubdirectory("transform-external-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void a_file_that_cannot_be_brought_back_keeps_no_other_from_it()
    {
        var files = new ExternalFiles();
        foreach (var name in (string[])["a", "b", "c"])
        {
            var place = Path.Combine(folder, name);
            File.WriteAllText(place, "old");
            File.WriteAllText(ExternalFiles.Place(place, Options), "new");
            files.Replace(place, Options);
        }

        // Nothing can be moved to where a folder is; what looks as if it had not taken its place yet does not have it cleared.
        File.Delete(Path.Combine(folder, "b"));
        Directory.CreateDirectory(Path.Combine(folder, "b"));
        File.WriteAllText(Path.Combine(folder, ".transform-b", "b"), "new");

        Should.Throw<WarehouseException>(files.Undo).Message.ShouldStartWith($"The external file {Path.Combine(folder, "b")} cannot be written: ");

        File.ReadAllText(Path.Combine(folder, "a")).ShouldBe("old");
        File.ReadAllText(Path.Combine(folder, "c")).ShouldBe("old");
        files.Undo();
    }
}
