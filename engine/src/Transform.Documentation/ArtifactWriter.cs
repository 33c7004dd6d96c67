using System.Collections.Frozen;
using Transform.Core;
using Transform.Documentation.Artifacts;
using Transform.Execution;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation;

/// <summary>Writes the artifacts that dbt's ecosystem reads: <c>manifest.json</c> (schema v12), <c>semantic_manifest.json</c>,
/// <c>run_results.json</c> (schema v6), <c>sources.json</c> (schema v3) and <c>catalog.json</c> (schema v1), with the keys and the order of dbt 1.11. Each file takes the place of the old one whole, or not at all.
/// Secrets are masked.</summary>
public static class ArtifactWriter
{
    public const string ManifestFile = "manifest.json";

    public const string SemanticManifestFile = "semantic_manifest.json";

    public const string RunResultsFile = "run_results.json";

    public const string SourcesFile = "sources.json";

    public const string CatalogFile = "catalog.json";

    /// <summary>Writes the manifest of a graph; after parsing only, unless the one that is there is of the same graph already.</summary>
    /// <param name="path">The file to write; its folder is made where it is missing.</param>
    /// <param name="compiled">What a run compiled, by unique id (<see cref="CompiledNode.Of"/>); null after parsing only.</param>
    /// <exception cref="TransformException">The file cannot be written (TF1012).</exception>
    public static void WriteManifest(
        Graph graph,
        string path,
        Invocation invocation,
        SecretMask secrets,
        IReadOnlyDictionary<string, CompiledNode>? compiled = null)
    {
        var manifest = new ManifestWriter(
            graph, invocation, secrets, compiled ?? FrozenDictionary<string, CompiledNode>.Empty);
        if (compiled is not null)
        {
            AtomicFile.Write(path, manifest.Write);
            return;
        }

        // A graph that is still being kept is new, and so is its manifest.
        var now = graph.Keeping.IsCompleted ? ArtifactStamp.Of(graph) : null;
        var then = now is null ? null : ArtifactStamp.Read(path, graph.Project.CliVars);
        if (then is not null && then.Identity == now?.Identity)
        {
            return;
        }

        // From the one that is there, where it differs in a few nodes.
        using var splice = then is { HasOtherEdges: false } && now is { HasOtherEdges: false } && then.Base == now.Base
            ? manifest.TrySplice(path, then.File, [.. then.Edited.Union(now.Edited, StringComparer.Ordinal)])
            : null;
        var write = (Stream stream) =>
        {
            if (splice?.TryWrite(stream) == true)
            {
                return;
            }

            if (stream.Length > 0)
            {
                stream.SetLength(0);
            }

            manifest.Write(stream);
        };

        // One that is cut off is not what the stamp says.
        var file = AtomicFile.Write(path, write, isChecked: true);
        ArtifactStamp.Of(graph)?.Note(path, graph.Project.CliVars, file);
    }

    /// <summary>A node's entry, as a manifest that is written now would have it.</summary>
    public static DictValue Describe(Graph graph, Node node)
    {
        using var json = new ArtifactJson(new SecretMask(), capacity: 4 * 1024);
        switch (node)
        {
            case SourceNode source:
                ManifestSources.Write(json, source, createdAt: 0);
                break;
            case DeclaredNode declared:
                ManifestDeclared.Write(json, declared, graph, createdAt: 0);
                break;
            case RelationNode relation:
                new ManifestNodes(graph, FrozenDictionary<string, CompiledNode>.Empty, createdAt: 0).Write(json, relation);
                break;
        }

        return new StateJson(json.Written).ReadDict();
    }

    /// <summary>Writes the graph's semantic layer, as MetricFlow reads it, unless what is there is of the same graph already.</summary>
    /// <param name="path">The file to write; its folder is made where it is missing.</param>
    /// <exception cref="TransformException">The file cannot be written (TF1012).</exception>
    public static void WriteSemanticManifest(Graph graph, string path, SecretMask secrets)
    {
        // Models that are edited have no part in it.
        var now = graph.Keeping.IsCompleted ? ArtifactStamp.Of(graph) : null;
        if (now is not null && ArtifactStamp.Read(path, graph.Project.CliVars)?.Base == now.Base)
        {
            return;
        }

        var file = AtomicFile.Write(path, stream =>
        {
            using var json = new ArtifactJson(secrets);
            SemanticManifestWriter.Write(json, graph);
            stream.Write(json.Written.Span);
        });
        ArtifactStamp.Of(graph)?.Note(path, graph.Project.CliVars, file);
    }

    /// <summary>Writes the results of a run, in the order in which the nodes ended.</summary>
    /// <param name="path">The file to write; its folder is made where it is missing.</param>
    /// <exception cref="TransformException">The file cannot be written (TF1012).</exception>
    public static void WriteRunResults(RunResult run, string path, Invocation invocation, SecretMask secrets) =>
        AtomicFile.Write(path, stream => RunResultsWriter.Write(stream, secrets, run, invocation));

    /// <summary>Writes what the warehouse has of a project.</summary>
    /// <param name="path">The file to write; its folder is made where it is missing.</param>
    /// <exception cref="TransformException">The file cannot be written (TF1012).</exception>
    public static void WriteCatalog(Catalog catalog, string path, Invocation invocation, SecretMask secrets) =>
        AtomicFile.Write(path, stream =>
        {
            using var json = new ArtifactJson(secrets);
            CatalogWriter.Write(json, catalog, invocation);
            stream.Write(json.Written.Span);
        });

    /// <summary>Writes how new the rows of sources were, in the order in which they were looked at. Sources that could not be looked at are
    /// left out, as in dbt.</summary>
    /// <param name="path">The file to write; its folder is made where it is missing.</param>
    /// <exception cref="TransformException">The file cannot be written (TF1012).</exception>
    public static void WriteSources(RunResult run, string path, Invocation invocation, SecretMask secrets) =>
        AtomicFile.Write(path, stream =>
        {
            using var json = new ArtifactJson(secrets);
            SourcesWriter.Write(json, run, invocation);
            stream.Write(json.Written.Span);
        });
}
