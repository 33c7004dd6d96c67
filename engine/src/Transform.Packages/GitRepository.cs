using System.Text.RegularExpressions;
using Transform.Core;
using Transform.Loading.Packages;

namespace Transform.Packages;

/// <summary>One commit of a repository, fetched without its history; folders are taken out of it as they are needed.</summary>
internal sealed partial class GitRepository
{
    private readonly Lock gate = new();
    private readonly GitProgram git;
    private readonly string folder;
    private readonly string shown;

    private GitRepository(GitProgram git, string folder, string shown, string commit)
    {
        this.git = git;
        this.folder = folder;
        this.shown = shown;
        Commit = commit;
    }

    /// <summary>The full hash.</summary>
    public string Commit { get; }

    /// <summary>Fetches the commit that a package names.</summary>
    /// <exception cref="TransformException">The repository cannot be reached (TF1020), or has no such revision (TF1018).</exception>
    public static GitRepository Fetch(GitProgram git, GitSpec spec, string folder)
    {
        Directory.CreateDirectory(folder);
        Require(git.Run(folder, "init", "-q", "--bare", "."), spec);
        Require(git.Run(folder, "config", "remote.origin.url", spec.Url), spec);
        var (source, refs) = Locate(git, spec, folder);

        // Where only a folder is wanted, its files are fetched when it is taken out.
        string[] filter = spec.Subdirectory is null ? [] : ["--filter=blob:none"];
        var fetched = source is not null && git.Run(folder, ["fetch", "-q", "--depth", "1", "--no-tags", .. filter, "origin", source]).Succeeded;
        if (!fetched && Revision(spec) is { } revision && IsHash().IsMatch(revision))
        {
            // Not every server gives single commits, and none of them short hashes.
            Require(git.Run(folder, "fetch", "-q", "--tags", "origin", "+refs/heads/*:refs/heads/*"), spec);
            source = revision;
        }
        else if (!fetched)
        {
            throw MissingRevision(spec, refs);
        }

        var commit = git.Run(folder, "rev-parse", "-q", "--verify", (fetched ? "FETCH_HEAD" : source) + "^{commit}");
        return commit.Succeeded ? new GitRepository(git, folder, spec.Address, commit.Output.Trim()) : throw MissingRevision(spec, refs);
    }

    /// <summary>Writes the files of the repository, or of a folder in it, to a new folder.</summary>
    public void CheckOut(GitSpec spec, string target)
    {
        Directory.CreateDirectory(target);
        var tree = spec.Subdirectory is null ? Commit : $"{Commit}:{spec.Subdirectory}";
        lock (gate)
        {
            if (spec.Subdirectory is not null && git.Run(folder, "cat-file", "-t", tree).Output.Trim() != "tree")
            {
                throw TransformException.Error(
                    DiagnosticCodes.InvalidPackage, $"The repository {shown} has no folder '{spec.Subdirectory}' at revision {Revision(spec) ?? "HEAD"}.",
                    spec.Span, "Give subdirectory: the path of the folder with the package's project file.");
            }

            var index = Path.Combine(folder, $"index-{Guid.NewGuid():N}");
            Require(git.Run(folder, index, ["--git-dir", folder, "--work-tree", target, "-c", "core.bare=false", "read-tree", "-m", "-u", tree]), spec);
        }
    }

    private static string? Revision(GitSpec spec) => spec.Revision is null or "HEAD" ? null : spec.Revision;

    // What to fetch: a tag is preferred to a branch of the same name. Null when the revision may only be a commit's hash.
    private static (string? Source, List<string> Refs) Locate(GitProgram git, GitSpec spec, string folder)
    {
        var revision = Revision(spec);
        if (revision is { Length: 40 } && IsHash().IsMatch(revision))
        {
            return (revision, []);
        }

        var listed = git.Run(folder, "ls-remote", "-q", "origin");
        Require(listed, spec);
        var refs = listed.Output.Split('\n').Select(line => line.Split('\t')).Where(parts => parts.Length == 2).Select(parts => parts[1].Trim()).ToList();
        if (revision is null)
        {
            return (refs.Contains("HEAD") ? "HEAD" : throw Failures.Source($"The repository {spec.Address} is empty.", spec.Span, "Commit something to it first."), refs);
        }

        string[] candidates = ["refs/tags/" + revision, "refs/heads/" + revision, revision.StartsWith("origin/", StringComparison.Ordinal) ? "refs/heads/" + revision["origin/".Length..] : revision];
        return (Array.Find(candidates, refs.Contains), refs);
    }

    private static void Require(GitResult result, GitSpec spec)
    {
        if (!result.Succeeded)
        {
            throw Failures.Source(
                $"git cannot fetch {spec.Address}: {result.Reason}.", spec.Span,
                "Check the address, the network and your rights; `git ls-remote` with the same address tells more. Without a network, give the package as local: FOLDER.");
        }
    }

    private static TransformException MissingRevision(GitSpec spec, List<string> refs)
    {
        var names = refs.Where(name => name.StartsWith("refs/tags/", StringComparison.Ordinal) || name.StartsWith("refs/heads/", StringComparison.Ordinal))
            .Select(name => name[(name.IndexOf('/', 5) + 1)..]).Where(name => !name.EndsWith("^{}", StringComparison.Ordinal)).ToArray();
        return TransformException.Error(
            DiagnosticCodes.PackageNotFound, $"The repository {spec.Address} has no tag, branch or commit '{spec.Revision}'.", spec.Span,
            NearMiss.Question(spec.Revision ?? string.Empty, names)
                ?? (names.Length > 0 ? $"It has for example: {string.Join(", ", names.TakeLast(5))}." : "Give a tag, a branch or the full hash of a commit."));
    }

    [GeneratedRegex("^[0-9a-f]{4,40}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IsHash();
}
