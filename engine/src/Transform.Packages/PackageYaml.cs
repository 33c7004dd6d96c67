using Transform.Core;
using Transform.Loading.Context;
using Transform.Templating;

namespace Transform.Packages;

/// <summary>Writes the YAML files about packages as dbt writes them: keys in order, lists indented.</summary>
internal static class PackageYaml
{
    /// <exception cref="TransformException">The file cannot be written.</exception>
    public static void Write(string path, DictValue content)
    {
        var part = path + ".part";
        try
        {
            File.WriteAllText(part, PythonYaml.Dump(content, sortKeys: true, span: null, indentLists: true));
            File.Move(part, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw TransformException.Error(
                DiagnosticCodes.UnwritableFolder, $"{Path.GetFileName(path)} cannot be written: {exception.Message}", null, "Make the project's folder writable.");
        }
    }
}
