using Shouldly;

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

    private static readonly Lazy<Folder> BuiltShop = new(() =>
    {
        var folder = Of("shop");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        Cli.Run(folder.Path, "build").ExitCode.ShouldBe(0);
        return folder;
    });

    /// <summary>A copy of the project <c>shop</c> after a build, which is done once for all tests.</summary>
    public static Folder OfBuiltShop()
    {
        var folder = new Folder();
        foreach (var file in Directory.EnumerateFiles(BuiltShop.Value.Path, "*", SearchOption.AllDirectories))
        {
            var copy = folder[System.IO.Path.GetRelativePath(BuiltShop.Value.Path, file)];
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

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
