namespace Transform.Tests.Adapters.ClickHouse;

/// <summary>A file that is gone after the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("transform-file-").FullName;

    public TemporaryFile(string text) => File.WriteAllText(Path, text);

    public string Path => System.IO.Path.Combine(folder, "file.csv");

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
