using Transform.Documentation.Artifacts;
using Transform.Planning;

namespace Transform.Tests.Planning;

/// <summary>Reads the arguments of <c>ls</c> as the fixtures write them.</summary>
internal static class SelectionLine
{
    private static readonly HashSet<ResourceType> All = [.. Enum.GetValues<ResourceType>().Except([ResourceType.Operation])];

    // What ls lists unless it is told otherwise.
    private static readonly HashSet<ResourceType> Listed = [.. All.Except([ResourceType.Analysis])];

    /// <param name="line">The arguments.</param>
    /// <param name="folder">The project's, in which <c>--state</c> names a folder.</param>
    /// <param name="byDefault">The selector that counts where nothing is selected; null for none.</param>
    public static SelectionOptions Parse(string line, string folder, string? byDefault)
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
                "--selector" => options with { Named = word },
                "--state" => options with { State = State(Path.Combine(folder, word)) },
                _ => options with { IndirectSelection = Enum.Parse<IndirectSelection>(word, ignoreCase: true) },
            };
        }

        return options with
        {
            ResourceTypes = options.ResourceTypes ?? Listed,
            Named = options.Named ?? (options.Select.IsEmpty && options.Exclude.IsEmpty ? byDefault : null),
        };
    }

    // What the target folder had when this was recorded lies beside the earlier state.
    private static SelectionState State(string folder) => new()
    {
        Results = new(() => RunResultsReader.Read(Path.Combine(folder, "run_results.json"))!.Statuses),
        Sources = new(() => SourcesReader.Read(Path.Combine(folder, "sources.json"))!),
        CurrentSources = new(() => SourcesReader.Read(Path.Combine(folder, "sources_current.json"))!),

        // It has no manifest.
        Comparison = null,
    };

    private static HashSet<ResourceType> Add(IReadOnlySet<ResourceType>? types, string name) =>
        name switch
        {
            "all" => All,
            "default" => Listed,
            _ => [.. types ?? new HashSet<ResourceType>(), ResourceTypes.TryParse(name, out var type) ? type : throw new FormatException(name)],
        };

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
