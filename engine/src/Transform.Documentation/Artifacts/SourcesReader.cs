using System.Text.Json;
using Transform.Core;
using Transform.Planning;

namespace Transform.Documentation.Artifacts;

/// <summary>Reads <c>sources.json</c>, Transform's own or dbt's.</summary>
public static class SourcesReader
{
    public const string FileName = "sources.json";

    /// <returns>How fresh each source was, by unique id; null where there is no such file.</returns>
    /// <exception cref="TransformException">It cannot be read, or is something else (TF1009).</exception>
    public static IReadOnlyDictionary<string, SourceState>? Read(string path) =>
        ArtifactReader.Read(path, "how fresh sources were", "Run `transform source freshness` again; that writes the file anew.", static root =>
        {
            var states = new Dictionary<string, SourceState>(StringComparer.Ordinal);
            foreach (var result in root.GetProperty("results").EnumerateArray())
            {
                states[result.GetProperty("unique_id").GetString() ?? string.Empty] = new SourceState(
                    result.GetProperty("status").GetString() ?? string.Empty, ArtifactReader.Time(result, "max_loaded_at"));
            }

            return states;
        });
}
