using Transform.Core;
using Transform.Documentation;
using Transform.Documentation.Artifacts;
using Transform.Loading;
using Transform.Planning;
using Xunit;

namespace Transform.Tests.Planning;

/// <summary>A folder in which the graphs of projects are kept, and what the tests ask of it.</summary>
public abstract class CachedParse : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("transform-cache-").FullName;

    protected string Cache => Path.Combine(Folder, ParseCache.FileName);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A small project, always the same.</summary>
    protected LoadOptions Project() => new WorkingDays(Folder, new Random(1)).Next();

    protected void Keep(LoadOptions options)
    {
        var frame = Find(options);
        _ = new ParseCache(Folder, frame, Token).Write(GraphBuilder.Build(frame.Read(), Token)).Identity;
    }

    protected Graph? TryRead(LoadOptions options) => new ParseCache(Folder, Find(options), Token).TryRead();

    protected static ProjectFrame Find(LoadOptions options) => ProjectLoader.Find(options, Token);

    protected static Graph Parse(LoadOptions options) => GraphBuilder.Build(ProjectLoader.Load(options, Token), Token);

    protected static string Said(Graph graph) => string.Join('\n', graph.Warnings.Select(warning => $"{warning} {warning.Span?.Line}"));

    protected string Manifest(Graph graph)
    {
        // Those of graphs that are kept may be made of the one before.
        var path = Path.Combine(Folder, graph.Identity is null ? "cold.json" : "manifest.json");
        ArtifactWriter.WriteManifest(graph, path, new Invocation { Id = Guid.Empty, Started = DateTimeOffset.UnixEpoch }, new SecretMask());
        return File.ReadAllText(path);
    }

    protected static Dictionary<string, string> With(IReadOnlyDictionary<string, string> environment, string name, string value) =>
        new(environment, StringComparer.Ordinal) { [name] = value };
}
