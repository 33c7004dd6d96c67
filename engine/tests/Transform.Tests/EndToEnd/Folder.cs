namespace Transform.Tests.EndToEnd;

/// <summary>A temporary folder, gone at the end.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("transform-test-").FullName;

    /// <summary>A copy of a project in <c>fixtures/cli</c>.</summary>
    public static Folder Of(string fixture)
    {
        var folder = new Folder();
        var source = Golden.Fixture("cli", fixture);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var relative = System.IO.Path.GetRelativePath(source, file);
            if (!relative.StartsWith("expected", StringComparison.Ordinal))
            {
                folder.Write(relative, File.ReadAllText(file));
            }
        }

        return folder;
    }

    public string Write(string relative, string text)
    {
        var path = System.IO.Path.Combine(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
