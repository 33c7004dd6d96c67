using Transform.Core;
using Transform.Documentation;
using Transform.Documentation.Artifacts;
using Transform.Loading.Yaml;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Tests.Planning;

/// <summary>A copy of the project of the state fixtures, with one change of <c>edits.txt</c>, compared with the unchanged one.</summary>
internal sealed class StateProject : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("transform-state-").FullName;
    private readonly string? target;

    public StateProject(string? edit = null, string project = "project", string? target = null)
    {
        this.target = target;
        var source = Golden.Fixture("state", project);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        foreach (var (keyword, rest, removed, added) in edit is null ? [] : Edits[edit])
        {
            switch (keyword)
            {
                case "file":
                    Change(Path.Combine(folder, rest), string.Join('\n', removed), string.Join('\n', added));
                    break;
                case "delete":
                    File.Delete(Path.Combine(folder, rest));
                    break;
                case "rename":
                    File.Move(Path.Combine(folder, rest.Split(' ')[0]), Path.Combine(folder, rest.Split(' ')[1]));
                    break;
                case "target":
                    this.target = rest;
                    break;
                case "vars":
                    Vars = YamlText.ReadMapping(new SourceText("vars", rest));
                    break;
                default:
                    throw new FormatException(keyword);
            }
        }
    }

    /// <summary>What <c>--vars</c> says.</summary>
    public DictValue Vars { get; private set; } = [];

    /// <summary>The steps of each change, by its name.</summary>
    public static IReadOnlyDictionary<string, List<(string Keyword, string Argument, List<string> Removed, List<string> Added)>> Edits { get; } = ReadEdits();

    /// <summary>The lines of a file by the sections that they are in.</summary>
    public static Dictionary<string, List<string>> Sections(string path)
    {
        var sections = new Dictionary<string, List<string>>();
        List<string>? current = null;
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                sections[line[3..]] = current = [];
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                current!.Add(line);
            }
        }

        return sections;
    }

    public Graph Plan() => PlanningProject.Build(folder, Vars, target);

    /// <summary>The state of a folder, to select with.</summary>
    public static SelectionState Compare(Graph graph, string state) => new()
    {
        Results = new(() => throw new InvalidOperationException()),
        Sources = new(() => throw new InvalidOperationException()),
        CurrentSources = new(() => throw new InvalidOperationException()),
        Comparison = new StateComparison(graph, () => EarlierManifestReader.Read(state), node => ArtifactWriter.Describe(graph, node)),
    };

    public void Replace(string path, string text, string by) => Change(Path.Combine(folder, path), text, by);

    public void Append(string path, string text) => File.AppendAllText(Path.Combine(folder, path), text + "\n");

    /// <summary>Writes the manifest and gives its folder.</summary>
    public string WriteManifest()
    {
        var path = Path.Combine(folder, "state");
        ArtifactWriter.WriteManifest(
            Plan(), Path.Combine(path, ArtifactWriter.ManifestFile), new Invocation { Id = Guid.Empty, Started = DateTimeOffset.UnixEpoch }, new SecretMask());
        return path;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void Change(string path, string removed, string added)
    {
        var text = File.Exists(path) ? File.ReadAllText(path) : string.Empty;
        if (!text.Contains(removed, StringComparison.Ordinal))
        {
            throw new FormatException($"{path} does not have '{removed}'.");
        }

        File.WriteAllText(path, removed.Length == 0 ? text + added + "\n" : text.Replace(removed, added, StringComparison.Ordinal));
    }

    private static Dictionary<string, List<(string, string, List<string>, List<string>)>> ReadEdits() => Sections(Golden.Fixture("state", "edits.txt"))
        .ToDictionary(section => section.Key, section =>
        {
            var steps = new List<(string Keyword, string Argument, List<string> Removed, List<string> Added)>();
            foreach (var line in section.Value)
            {
                if (line.StartsWith("- ", StringComparison.Ordinal))
                {
                    steps[^1].Removed.Add(line[2..]);
                }
                else if (line.StartsWith("+ ", StringComparison.Ordinal))
                {
                    steps[^1].Added.Add(line[2..]);
                }
                else
                {
                    var space = line.IndexOf(' ', StringComparison.Ordinal);
                    steps.Add((line[..space], line[(space + 1)..], [], []));
                }
            }

            return steps;
        });
}
