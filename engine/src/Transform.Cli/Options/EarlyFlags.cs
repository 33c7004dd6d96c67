using Transform.Core;
using Transform.Loading;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Cli.Options;

/// <summary>Reads <c>flags:</c> of the project file before anything is printed, as some of them say how to print.</summary>
internal static class EarlyFlags
{
    /// <summary>What is wrong with the file is told when the project is loaded.</summary>
    /// <exception cref="TransformException">TF9002: a flag has a value that is not allowed.</exception>
    public static void Use(Settings settings, string currentFolder)
    {
        if (Read(ProjectFolder.Find(settings, currentFolder)) is { Count: > 0 } flags)
        {
            settings.Values.UseProjectFlags(flags);
            settings.Values.Check(Flags.Global.AddRange(settings.Command.Flags));
        }
    }

    private static DictValue? Read(string folder)
    {
        try
        {
            if (ProjectFolder.FileIn(folder) is not { } file
                || File.ReadAllText(file) is not { } text
                || !text.Contains("flags:", StringComparison.Ordinal)
                || !YamlText.ReadMapping(new SourceText(file, text)).TryGetValue("flags", out var value)
                || value.AsDict() is not { } all)
            {
                return null;
            }

            return ProjectFlags.Valid(all);
        }
        catch (Exception exception) when (exception is TransformException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
