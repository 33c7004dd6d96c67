using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Drafts the nodes that are files: models, seeds, snapshots, analyses, functions, singular tests, and the project's hooks.</summary>
internal static class FileNodes
{
    // dbt hashes a seed's path instead of its content above this size.
    private const long LargestHashedSeed = 1024 * 1024;

    public static void Collect(Plan plan)
    {
        foreach (var package in plan.Project.Packages)
        {
            foreach (var file in package.Models)
            {
                plan.FileDrafts.Add(FromModel(package, file));
            }

            foreach (var file in package.Analyses)
            {
                plan.FileDrafts.Add(FromFile(ResourceType.Analysis, package, file, "analysis/" + file.PathInRoot));
            }

            foreach (var file in package.Tests)
            {
                plan.FileDrafts.Add(FromFile(ResourceType.Test, package, file, file.PathInRoot));
            }

            foreach (var file in package.Snapshots)
            {
                foreach (var block in file.Template.Blocks)
                {
                    if (block.Kind == BlockKind.Snapshot)
                    {
                        plan.FileDrafts.Add(FromBlock(package, file, block));
                    }
                }
            }

            foreach (var file in package.Functions)
            {
                plan.FileDrafts.Add(FromFile(ResourceType.Function, package, file, file.PathInRoot));
            }

            foreach (var seed in package.Seeds)
            {
                plan.FileDrafts.Add(FromSeed(package, seed));
            }

            AddHooks(plan, package, package.Settings.OnRunStart, isStart: true);
            AddHooks(plan, package, package.Settings.OnRunEnd, isStart: false);
        }
    }

    /// <summary>The draft of a model's file.</summary>
    public static Draft FromModel(Package package, SqlFile file) => FromFile(ResourceType.Model, package, file, file.PathInRoot);

    /// <summary>SHA-256 in hex of a text as dbt reads it: without the whitespace around it.</summary>
    public static string Hash(ReadOnlySpan<char> text)
    {
        var trimmed = text.Trim();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var size = Encoding.UTF8.GetByteCount(trimmed);
        var bytes = System.Buffers.ArrayPool<byte>.Shared.Rent(size);
        Encoding.UTF8.GetBytes(trimmed, bytes);
        SHA256.HashData(bytes.AsSpan(0, size), hash);
        System.Buffers.ArrayPool<byte>.Shared.Return(bytes);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>The package, then the folders of a path, then whatever is given.</summary>
    public static ImmutableArray<string> Fqn(string package, string path, bool withFile, params ReadOnlySpan<string> rest)
    {
        var parts = new List<string>(6) { package };
        var start = 0;
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', start))
        {
            parts.Add(string.Intern(path[start..slash]));
            start = slash + 1;
        }

        if (withFile)
        {
            parts.Add(System.IO.Path.GetFileNameWithoutExtension(path[start..]));
        }

        foreach (var part in rest)
        {
            parts.Add(part);
        }

        return [.. parts];
    }

    private static Draft FromFile(ResourceType type, Package package, SqlFile file, string path)
    {
        var text = file.Python ?? file.Template.Source.Text;
        return new Draft
        {
            Type = type,
            Name = file.Name,
            Package = package,
            UniqueId = $"{type.ToName()}.{package.Name}.{file.Name}",
            Path = path,
            OriginalFilePath = file.Path,
            Fqn = Fqn(package.Name, path, withFile: false, file.Name),
            Span = file.Template.Source.Span(0, 0),
            Template = file.Template,
            RawCode = text.Trim(),
            Language = file.Python is null ? ModelNode.Sql : ModelNode.Python,
        };
    }

    private static Draft FromBlock(Package package, SqlFile file, MacroBlock block) => new()
    {
        Type = ResourceType.Snapshot,
        Name = block.Name,
        Package = package,
        UniqueId = $"snapshot.{package.Name}.{block.Name}",
        Path = file.PathInRoot,
        OriginalFilePath = file.Path,
        Fqn = Fqn(package.Name, file.PathInRoot, withFile: true, block.Name),
        Span = block.NameSpan,
        Template = block.ToTemplate(),
        RawCode = block.BodyText,
    };

    private static Draft FromSeed(Package package, SeedFile seed) => new()
    {
        Type = ResourceType.Seed,
        Name = seed.Name,
        Package = package,
        UniqueId = $"seed.{package.Name}.{seed.Name}",
        Path = seed.PathInRoot,
        OriginalFilePath = seed.Path,
        Fqn = Fqn(package.Name, seed.PathInRoot, withFile: false, seed.Name),
        Seed = seed,
    };

    private static void AddHooks(Plan plan, Package package, ImmutableArray<Hook> hooks, bool isStart)
    {
        var kind = isStart ? "on-run-start" : "on-run-end";
        for (var i = 0; i < hooks.Length; i++)
        {
            var name = $"{package.Name}-{kind}-{i}";
            var path = $"hooks/{name}.sql";
            var hook = hooks[i];
            var source = new SourceText(package.Settings.Source?.Path ?? "dbt_project.yml", hook.Sql);
            try
            {
                plan.FileDrafts.Add(new Draft
                {
                    Type = ResourceType.Operation,
                    Name = name,
                    Package = package,
                    UniqueId = $"operation.{package.Name}.{name}",
                    Path = path,
                    OriginalFilePath = "./dbt_project.yml",
                    Fqn = Fqn(package.Name, path, withFile: false, name),
                    Span = hook.Span,
                    Template = Template.Parse(source),
                    RawCode = hook.Sql,
                    HookIndex = i,
                    IsStartHook = isStart,
                    FirstTags = [kind],
                });
            }
            catch (TransformException exception)
            {
                plan.Diagnostics.AddRange(exception.Diagnostics.Select(d => d with { Span = hook.Span ?? d.Span }));
            }
        }
    }

    /// <summary>The text of a seed's file; with the byte order mark where dbt keeps it, too.</summary>
    /// <exception cref="TransformException">It cannot be read (TF1010).</exception>
    public static string ReadSeed(SeedFile seed, bool withMark = false)
    {
        try
        {
            return withMark ? Encoding.UTF8.GetString(File.ReadAllBytes(seed.AbsolutePath)) : File.ReadAllText(seed.AbsolutePath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var reason = exception.Message.TrimEnd('.').Replace(seed.AbsolutePath, seed.Path, StringComparison.Ordinal);
            throw TransformException.Error(
                DiagnosticCodes.UnreadableSeed,
                $"The seed's file {seed.Path} cannot be read: {reason}.",
                new SourceText(seed.Path, string.Empty).Span(0, 0),
                "Check that the file is there and that you may read it.");
        }
    }

    /// <summary>Fills in the checksum of a draft's file.</summary>
    public static void AddChecksum(Draft draft)
    {
        if (draft.Seed is { } seed)
        {
            var file = new FileInfo(seed.AbsolutePath);
            if (file.Exists && file.Length <= LargestHashedSeed)
            {
                draft.Checksum = Hash(ReadSeed(seed, withMark: true));
            }
            else
            {
                draft.ChecksumName = "path";
                draft.Checksum = seed.Path;
            }
        }
        else if (draft is { Type: ResourceType.Operation, Package.Settings.Source: { } settings })
        {
            draft.Checksum = Hash(settings.Text);
        }
        else if (draft is { Template: { } template, Test: null, Checksum.Length: 0 })
        {
            draft.Checksum = Hash(draft.Language == ModelNode.Python ? draft.RawCode : template.Source.Text);
        }
    }
}
