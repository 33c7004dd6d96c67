using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Keeps the graph of a project in a file, for the next call that would come to the same one: the same program, settings, target and files,
/// and the same answers to what templates have asked of the call (environment, flags, <c>--vars</c>). Models that were edited since are kept beside
/// it, until they are many.</summary>
/// <remarks>The content begins with the fingerprint of what went in; tables of strings, texts and dictionaries that several nodes share follow; then
/// the answers and the graph. That of the edits begins with the identity of the graph that they are of.</remarks>
public sealed class ParseCache
{
    /// <summary>Its name in the folder for generated files.</summary>
    public const string FileName = "parse_cache.bin";

    private const string EditsFileName = "parse_cache.edits.bin";

    // Beyond that a parse of everything costs little more, and is rid of them.
    private const int MostEdits = 200;

    private readonly string path;
    private readonly string editsPath;
    private readonly ProjectFrame frame;
    private readonly CancellationToken cancellation;

    /// <param name="folder">The folder for generated files.</param>
    /// <param name="frame">The project as it is now.</param>
    /// <param name="cancellation">Ends the reading of what was edited.</param>
    public ParseCache(string folder, ProjectFrame frame, CancellationToken cancellation)
    {
        path = Path.Combine(folder, FileName);
        editsPath = Path.Combine(folder, EditsFileName);
        this.frame = frame;
        this.cancellation = cancellation;
    }

    /// <summary>How many bytes are kept; zero where nothing is.</summary>
    public long Size => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <summary>The graph of the last parse, where it is that of this call too but for models that were edited, which are read; otherwise null.</summary>
    public Graph? TryRead()
    {
        try
        {
            if (TryOpen(path, CacheFingerprint.Of(frame.Project)) is not var (cache, reader))
            {
                return null;
            }

            frame.UseTexts(CachedFiles.Texts(cache));
            if (!CacheAnswers.AreSame(reader, frame.Project.Context))
            {
                return null;
            }

            var files = CachedFiles.Read(cache);
            var edits = TryReadEdits(cache);
            edits?.ApplyTo(files);
            if (frame.FindChanges(files) is not { } changes || changes.Count > MostEdits)
            {
                return null;
            }

            if (changes.Count == 0)
            {
                // A hash that has told of a change is needed until that is kept.
                CachedFiles.DropOldHashes(cache, path, frame);
                edits?.DropOldHashes();
            }

            var whole = GraphCodec.Read(cache.Tables, reader, frame.Project) with { Keeping = Task.FromResult<string?>(cache.Identity) };
            var graph = edits is null ? whole : EditedNodes.Put(whole, edits.Nodes, edits.Identity);
            return changes.Count == 0 ? graph : Edit(whole, graph, changes, edits);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it is parsed.
            return null;
        }
    }

    /// <summary>Begins to keep a graph. What cannot be kept leaves no file.</summary>
    /// <returns>The graph, which says when it is kept.</returns>
    public Graph Write(Graph graph)
    {
        CacheFile.Delete(editsPath);
        if (graph.Project.Context.Reads.HasWarned)
        {
            // A warning may be an error for the next call.
            CacheFile.Delete(path);
            return graph;
        }

        // What is asked while the graph is run is not what it was made of.
        var body = NewBody(graph, graph.Nodes.Count * 512);
        return graph with { Keeping = Task.Run(() => Write(body, graph)) };
    }

    private string? Write(CacheWriter body, Graph graph)
    {
        try
        {
            GraphCodec.Write(body, graph);
            return TryWrite(path, body, graph.Project.Context.Secrets, CachedFiles.Write(frame.Files, frame.Texts, body), CacheFingerprint.Of(graph.Project));
        }
        catch (NotSupportedException)
        {
            CacheFile.Delete(path);
            return null;
        }
    }

    // What is kept there, if it is of the same as now; its tables are read.
    private static (CacheFile File, CacheReader Content)? TryOpen(string path, byte[] fingerprint)
    {
        if (CacheFile.TryOpen(path) is { } file && file.Content() is var content && content.Bytes().SequenceEqual(fingerprint))
        {
            file.Tables.Read(content);
            return (file, content);
        }

        return null;
    }

    private Edits? TryReadEdits(CacheFile cache)
    {
        return TryOpen(editsPath, Convert.FromHexString(cache.Identity)) is var (kept, reader) && CacheAnswers.AreSame(reader, frame.Project.Context, out var askAgain)
            ? new Edits(cache.Identity + kept.Identity, reader.List(NodeCodec.Read), CachedFiles.Read(kept), askAgain, () => CachedFiles.DropOldHashes(kept, editsPath, frame))
            : null;
    }

    /// <param name="whole">The graph that is kept.</param>
    /// <param name="graph">The same with what was edited before.</param>
    /// <param name="changes">The places of the files that hold something else since.</param>
    /// <param name="before">What was edited before.</param>
    private Graph? Edit(Graph whole, Graph graph, IReadOnlyList<int> changes, Edits? before)
    {
        var models = new List<ChangedModel>();
        foreach (var place in changes)
        {
            if (frame.TryReadModel(place) is not { } model)
            {
                return null;
            }

            models.Add(model);
        }

        if (ModelEdits.TryMake(graph, models, cancellation) is not { } made)
        {
            return null;
        }

        var nodes = (before?.Nodes ?? []).Where(node => !made.Exists(other => other.UniqueId == node.UniqueId)).Concat(made).ToList();
        if (nodes.Count > MostEdits)
        {
            return null;
        }

        var files = (before?.Files ?? []).Where(file => !models.Exists(model => model.State.Package == file.Package && model.State.Path == file.Path))
            .Concat(models.Select(static model => model.State)).ToList();
        try
        {
            before?.AskAgain();
            var body = NewBody(graph, 4096);
            body.List(nodes, node => NodeCodec.Write(body, node));
            var list = CachedFiles.Write(files, new SourceText?[files.Count], body);
            return TryWrite(editsPath, body, graph.Project.Context.Secrets, list, Convert.FromHexString(whole.Identity!)) is { } identity
                ? EditedNodes.Put(whole, nodes, whole.Identity + identity)
                : null;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static CacheWriter NewBody(Graph graph, int capacity)
    {
        var body = new CacheWriter(capacity + 4096);
        CacheAnswers.Write(body, graph.Project.Context);
        return body;
    }

    private static string? TryWrite(string path, CacheWriter body, SecretMask secrets, CacheWriter files, byte[] fingerprint)
    {
        if (!secrets.IsEmpty && (body.Strings.Any(secrets.Finds) || body.Sources.Any(source => secrets.Finds(source.Text))))
        {
            throw new NotSupportedException("There is a secret in it.");
        }

        int[] paths = [.. body.Sources.Select(source => body.NumberOf(source.Path))];
        return CacheFile.TryWrite(
            path,
            whole =>
            {
                whole.Bytes(fingerprint);
                whole.Parts(body.Strings);
                whole.Numbers(paths);
                whole.Parts([.. body.Sources.Select(static source => source.Text)]);
                whole.Parts(body.SharedDicts);
                whole.Append(body.Written);
            },
            files);
    }

    /// <summary>What was edited since the graph was made.</summary>
    /// <param name="Identity">Of the graph with them.</param>
    /// <param name="Nodes">The models.</param>
    /// <param name="Files">Their files.</param>
    /// <param name="AskAgain">Notes what their templates asked as asked by this call.</param>
    /// <param name="DropOldHashes">Leaves out the hashes of those of the files whose times tell enough by now.</param>
    private sealed record Edits(string Identity, IReadOnlyList<Node> Nodes, IReadOnlyList<ProjectFileState> Files, Action AskAgain, Action DropOldHashes)
    {
        public void ApplyTo(ProjectFileState[] files)
        {
            foreach (var file in Files)
            {
                var place = Array.FindIndex(files, other => other.Package == file.Package && other.Kind == file.Kind && other.Path == file.Path);
                if (place >= 0)
                {
                    files[place] = file;
                }
            }
        }
    }
}
