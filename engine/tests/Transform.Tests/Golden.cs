using Shouldly;

namespace Transform.Tests;

/// <summary>Compares output with golden files in the source tree. With <c>TRANSFORM_ACCEPT=1</c> in the environment the files
/// are written instead.</summary>
internal static class Golden
{
    private static readonly bool Accept = Environment.GetEnvironmentVariable("TRANSFORM_ACCEPT") == "1";

    /// <summary>The folder of <c>Transform.sln</c>.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>A path below <c>engine/tests/fixtures</c>.</summary>
    public static string Fixture(params ReadOnlySpan<string> parts) =>
        Path.Combine([RepositoryRoot, "engine", "tests", "fixtures", .. parts]);

    /// <summary>Compares a text with a golden file, by its absolute path. Line breaks are compared as LF.</summary>
    public static void Check(string path, string actual)
    {
        actual = actual.ReplaceLineEndings("\n");
        if (Accept)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        File.Exists(path).ShouldBeTrue($"{path} does not exist; run again with TRANSFORM_ACCEPT=1 to write it.");
        actual.ShouldBe(File.ReadAllText(path).ReplaceLineEndings("\n"), $"{path}; run again with TRANSFORM_ACCEPT=1 to accept the new output.");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Transform.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Transform.sln was not found above " + AppContext.BaseDirectory);
    }
}
