using System.Text.Json;

namespace Transform.Tests.Documentation;

/// <summary>What dbt's schemas say that artifacts may hold, as <c>fixtures/documentation/describe.py</c> wrote it down.</summary>
internal sealed class ArtifactSchemas
{
    private readonly Dictionary<string, Kind> kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> roots = new(StringComparer.Ordinal);

    private ArtifactSchemas()
    {
        Kind? kind = null;
        foreach (var line in File.ReadLines(Golden.Fixture("documentation", "schemas.txt")))
        {
            if (line[0] == ' ')
            {
                var (name, types) = (line[2..line.IndexOf(": ", StringComparison.Ordinal)], line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
                kind!.Keys.Add(name.TrimEnd('?'), (types, !name.EndsWith('?')));
                continue;
            }

            var words = line.Split(' ');
            if (words[0][0] == '#')
            {
                kinds[words[0]] = kind = new Kind(words[1] == "open", new(StringComparer.Ordinal));
            }
            else
            {
                roots[words[0]] = words[1];
            }
        }
    }

    public static ArtifactSchemas Instance { get; } = new();

    /// <summary>How a file breaks the schema of its name; empty when it keeps it.</summary>
    public List<string> ProblemsOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return Problems(name, document.RootElement, roots[name]);
    }

    private List<string> Problems(string path, JsonElement json, string types)
    {
        List<string>? least = null;
        foreach (var type in types.Split('|'))
        {
            var problems = One(path, json, type);
            if (problems.Count == 0)
            {
                return problems;
            }

            // Of several kinds of object, the one that was meant has least to complain of.
            least = least is null || problems.Count < least.Count ? problems : least;
        }

        return least!;
    }

    private List<string> One(string path, JsonElement json, string type) => type switch
    {
        "any" => [],
        ['#', ..] => Object(path, json, kinds[type], type),
        ['"', ..] => json.ValueKind == JsonValueKind.String && json.GetString() == type.Trim('"') ? [] : [Wrong(path, json, type)],
        _ when type.StartsWith("list(", StringComparison.Ordinal) => json.ValueKind == JsonValueKind.Array
            ? [.. json.EnumerateArray().SelectMany((item, i) => Problems($"{path}[{i}]", item, Inner(type)))]
            : [Wrong(path, json, type)],
        _ when type.StartsWith("map(", StringComparison.Ordinal) => json.ValueKind == JsonValueKind.Object
            ? [.. json.EnumerateObject().SelectMany(entry => Problems($"{path}.{entry.Name}", entry.Value, Inner(type)))]
            : [Wrong(path, json, type)],
        _ => type == (json.ValueKind switch
        {
            JsonValueKind.Null => "null",
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number when type == "integer" && json.TryGetInt64(out _) => "integer",
            JsonValueKind.Number => "number",
            _ => "none",
        }) ? [] : [Wrong(path, json, type)],
    };

    // Within brackets, / means or.
    private static string Inner(string type) =>
        type[(type.IndexOf('(', StringComparison.Ordinal) + 1)..^1] is var inner && inner.Contains('(', StringComparison.Ordinal) ? inner : inner.Replace('/', '|');

    private List<string> Object(string path, JsonElement json, Kind kind, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return [Wrong(path, json, "object " + name)];
        }

        var problems = new List<string>();
        foreach (var entry in json.EnumerateObject())
        {
            if (kind.Keys.TryGetValue(entry.Name, out var key))
            {
                problems.AddRange(Problems($"{path}.{entry.Name}", entry.Value, key.Types));
            }
            else if (!kind.IsOpen)
            {
                problems.Add($"{path}.{entry.Name}: there is no such key in {name}");
            }
        }

        problems.AddRange(kind.Keys.Where(key => key.Value.IsRequired && !json.TryGetProperty(key.Key, out _)).Select(key => $"{path}.{key.Key}: missing"));
        return problems;
    }

    private static string Wrong(string path, JsonElement json, string type) =>
        $"{path}: {(json.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? json.ValueKind.ToString() : json.GetRawText())} is no {type}";

    /// <summary>A kind of object.</summary>
    private sealed record Kind(bool IsOpen, Dictionary<string, (string Types, bool IsRequired)> Keys);
}
