using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>Remembers beside an artifact which graph it is of, so that the same one is not written again, and one that differs in a few nodes is
/// not made anew.</summary>
/// <param name="Identity">Of the graph.</param>
/// <param name="Base">Of the graph that it was made of by editing models; its own where it was not.</param>
/// <param name="HasOtherEdges">Models read others than in the base.</param>
/// <param name="Edited">The ids of the models that are others than in the base.</param>
internal sealed record ArtifactStamp(string Identity, string Base, bool HasOtherEdges, string[] Edited)
{
    /// <summary>The artifact's length, and the ticks of its time; unknown until it is written.</summary>
    public (long Length, long Written) File { get; private init; }

    /// <summary>What an artifact of a graph is remembered by; null where the graph is not kept.</summary>
    public static ArtifactStamp? Of(Graph graph) => graph.Identity is not { } identity ? null
        : graph.Edits is { } edits ? new ArtifactStamp(identity, edits.Base, edits.HasOtherEdges, [.. edits.Nodes.Select(static node => node.UniqueId)])
        : new ArtifactStamp(identity, identity, HasOtherEdges: false, []);

    /// <summary>What was noted; null where that is nothing, or the artifact is another since, or the call has other variables: the manifest has the
    /// fingerprints of all of them, those too that the graph does not depend on.</summary>
    /// <param name="artifact">The artifact's path.</param>
    /// <param name="vars">Those of the call.</param>
    public static ArtifactStamp? Read(string artifact, DictValue vars)
    {
        try
        {
            return System.IO.File.Exists(PathOf(artifact)) && System.IO.File.ReadAllLines(PathOf(artifact)) is [var identity, var @base, var edges, var hash, var file, .. var edited]
                && hash == HashOf(vars) && new FileInfo(artifact) is { Exists: true } found && file == FileText((found.Length, found.LastWriteTimeUtc.Ticks))
                ? new ArtifactStamp(identity, @base, bool.Parse(edges), edited) { File = (found.Length, found.LastWriteTimeUtc.Ticks) }
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <param name="artifact">The artifact's path.</param>
    /// <param name="vars">Those of the call.</param>
    /// <param name="file">Of the artifact as it was written: another call may have put its own there since.</param>
    public void Note(string artifact, DictValue vars, (long Length, long Written) file)
    {
        try
        {
            System.IO.File.WriteAllLines(PathOf(artifact), [Identity, Base, HasOtherEdges.ToString(), HashOf(vars), FileText(file), .. Edited]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it is written again.
        }
    }

    private static string PathOf(string artifact) => Path.ChangeExtension(artifact, ".stamp");

    // Another build may write the same graph otherwise.
    private static string HashOf(DictValue vars) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{typeof(ArtifactStamp).Module.ModuleVersionId} {((Value)vars).Repr()}")));

    private static string FileText((long Length, long Written) file) => string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.Written}");
}
