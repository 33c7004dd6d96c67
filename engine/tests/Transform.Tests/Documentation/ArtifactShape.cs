using System.Text;
using System.Text.Json;

namespace Transform.Tests.Documentation;

/// <summary>What an artifact looks like, whatever project it is of: for each kind of object its keys in their order, with the
/// JSON types seen, and <c>?</c> at those that not every object of the kind has.</summary>
internal sealed class ArtifactShape
{
    private static readonly HashSet<string> Sections = new(StringComparer.Ordinal)
    {
        "nodes", "sources", "macros", "docs", "exposures", "metrics", "groups", "selectors", "disabled", "parent_map", "child_map",
        "group_map", "saved_queries", "semantic_models", "unit_tests", "functions",
    };

    // Objects whose keys are the project's own words.
    private static readonly HashSet<string> FreeForm = new(StringComparer.Ordinal)
    {
        "meta", "source_meta", "unrendered_config", "kwargs", "args", "column_types", "persist_docs", "grants", "env", "overrides",
        "rows", "definition", "adapter_response",
    };

    private readonly Dictionary<string, Kind> kinds = new(StringComparer.Ordinal);
    private readonly List<string> order = [];

    public static ArtifactShape Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var shape = new ArtifactShape();
        shape.Object(string.Empty, document.RootElement);
        return shape;
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static ArtifactShape Parse(string text)
    {
        var shape = new ArtifactShape();
        Kind? kind = null;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != ' ')
            {
                kind = new Kind { Count = 1 };
                shape.kinds[line.TrimStart('/')] = kind;
                shape.order.Add(line.TrimStart('/'));
                continue;
            }

            var parts = line.Trim().Split(": ");
            var name = parts[0].TrimEnd('?');
            kind!.Keys.Add(name);
            kind.Types[name] = [.. parts[1].Split('|')];
            kind.Seen[name] = parts[0].EndsWith('?') ? 0 : 1;
        }

        return shape;
    }

    /// <summary>How this shape breaks the promise of another one; empty when it keeps it.</summary>
    /// <param name="leftOut">Kinds of object that are not compared.</param>
    public List<string> DifferencesFrom(ArtifactShape expected, params string[] leftOut)
    {
        var found = new List<string>();
        foreach (var path in expected.order.Union(order).Where(path => !leftOut.Any(path.StartsWith)))
        {
            var mine = kinds.GetValueOrDefault(path);
            var theirs = expected.kinds.GetValueOrDefault(path);
            if (mine is null || theirs is null)
            {
                found.Add($"{path}: {(mine is null ? "missing" : "unexpected")}");
                continue;
            }

            found.AddRange(theirs.Keys.Where(key => theirs.IsRequired(key) && !mine.IsRequired(key)).Select(key => $"{path}.{key}: missing"));
            found.AddRange(mine.Keys.Where(key => !theirs.Types.ContainsKey(key)).Select(key => $"{path}.{key}: unexpected"));
            var shared = mine.Keys.Where(theirs.Types.ContainsKey).ToList();
            var ordered = theirs.Keys.Where(mine.Types.ContainsKey).ToList();
            if (!shared.SequenceEqual(ordered))
            {
                found.Add($"{path}: keys in the order {string.Join(' ', shared)} instead of {string.Join(' ', ordered)}");
            }

            found.AddRange(shared.Where(key => !mine.Types[key].IsSubsetOf(theirs.Types[key]))
                .Select(key => $"{path}.{key}: {string.Join('|', mine.Types[key])} instead of {string.Join('|', theirs.Types[key])}"));
        }

        return found;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var path in order)
        {
            var kind = kinds[path];
            text.Append('/').Append(path).Append('\n');
            foreach (var key in kind.Keys)
            {
                text.Append("  ").Append(key).Append(kind.IsRequired(key) ? ": " : "?: ").AppendJoin('|', kind.Types[key]).Append('\n');
            }
        }

        return text.ToString();
    }

    private void Object(string path, JsonElement element)
    {
        if (!kinds.TryGetValue(path, out var kind))
        {
            kinds[path] = kind = new Kind();
            order.Add(path);
        }

        kind.Count++;
        string? before = null;
        foreach (var property in element.EnumerateObject())
        {
            kind.Note(property.Name, before, Type(property.Value));
            before = property.Name;
        }

        foreach (var property in element.EnumerateObject())
        {
            Value(path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Name, property.Value, path.Length == 0);
        }
    }

    private void Value(string path, string name, JsonElement element, bool top)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Value($"{path}[]", name, item, top: false);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object && !FreeForm.Contains(name) && !path.EndsWith("config.quoting", StringComparison.Ordinal)
            && path != "groups.group.config")
        {
            if (top && Sections.Contains(name))
            {
                foreach (var entry in element.EnumerateObject())
                {
                    Value($"{path}.{KindOf(entry.Value)}", string.Empty, entry.Value, top: false);
                }
            }
            else if (name == "columns")
            {
                foreach (var entry in element.EnumerateObject())
                {
                    Object($"{path}.column", entry.Value);
                }
            }
            else
            {
                Object(path, element);
            }
        }
    }

    private static string KindOf(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("resource_type", out var type))
        {
            return "entry";
        }

        return type.GetString() + (type.GetString() == "test" && entry.TryGetProperty("test_metadata", out _) ? "(generic)" : string.Empty);
    }

    private static string Type(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => "number",
        JsonValueKind.String => "string",
        JsonValueKind.Array => "list",
        _ => "object",
    };

    private sealed class Kind
    {
        public int Count { get; set; }

        public List<string> Keys { get; } = [];

        public Dictionary<string, SortedSet<string>> Types { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

        public bool IsRequired(string key) => Seen.TryGetValue(key, out var seen) && seen >= Count;

        // A key that only some objects have takes its place after the one before it.
        public void Note(string key, string? before, string type)
        {
            if (!Types.TryGetValue(key, out var types))
            {
                Types[key] = types = new SortedSet<string>(StringComparer.Ordinal);
                Keys.Insert(before is null ? 0 : Keys.IndexOf(before) + 1, key);
            }

            types.Add(type);
            Seen[key] = Seen.GetValueOrDefault(key) + 1;
        }
    }
}
