namespace Transform.Tests.EndToEnd;

/// <summary>A temporary folder, gone at the end.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("transform-test-").FullName;

    /// <summary>A copy of a project in <c>fixtures/cli</c>.</summary>
    public static Folder Of(string fixture)
    {
        var folder = new Folder();
        folder.Lay(fixture);
        return folder;
    }

    /// <summary>Copies a fixture's files over what is there.</summary>
    public void Lay(string fixture)
    {
        var source = Golden.Fixture("cli", fixture);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var relative = System.IO.Path.GetRelativePath(source, file);
            if (relative != "expected.txt")
            {
                Write(relative, File.ReadAllText(file));
            }
        }
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
