using Transform.Planning;

namespace Transform.Tests.Planning;

/// <summary>Reads the arguments of <c>ls</c> as the fixtures write them.</summary>
internal static class SelectionLine
{
    // What ls lists unless it is told otherwise.
    private static readonly HashSet<ResourceType> Listed =
        [.. Enum.GetValues<ResourceType>().Except([ResourceType.Analysis, ResourceType.Operation])];

    public static SelectionOptions Parse(string line)
    {
        var options = new SelectionOptions();
        var current = string.Empty;
        foreach (var word in Words(line))
        {
            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                current = word;
                continue;
            }

            options = current switch
            {
                "--select" => options with { Select = options.Select.Add(word) },
                "--exclude" => options with { Exclude = options.Exclude.Add(word) },
                "--resource-type" => options with { ResourceTypes = Add(options.ResourceTypes, word) },
                "--exclude-resource-type" => options with { ExcludeResourceTypes = Add(options.ExcludeResourceTypes, word) },
                _ => options with { IndirectSelection = Enum.Parse<IndirectSelection>(word, ignoreCase: true) },
            };
        }

        return options with { ResourceTypes = options.ResourceTypes ?? Listed };
    }

    private static HashSet<ResourceType> Add(IReadOnlySet<ResourceType>? types, string name) =>
        [.. types ?? new HashSet<ResourceType>(), ResourceTypes.TryParse(name, out var type) ? type : throw new FormatException(name)];

    private static IEnumerable<string> Words(string line)
    {
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == ' ')
            {
                continue;
            }

            var quote = line[at] == '"' ? '"' : ' ';
            var start = quote == '"' ? at + 1 : at;
            var end = line.IndexOf(quote, start);
            at = end < 0 ? line.Length : end;
            yield return line[start..at];
        }
    }
}
