using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Keeps the graph of a project in a file, for the next call that would come to the same one: the same program, settings, target and files,
/// and the same answers to what templates have asked of the call (environment, flags, <c>--vars</c>).</summary>
/// <remarks>The file begins with a mark, a checksum of the rest and the fingerprint of what went in; tables of strings, texts and parts that several nodes
/// share follow; then the graph. It is written beside and renamed, so that there is a whole one or none.</remarks>
public static class ParseCache
{
    /// <summary>Its name in the folder for generated files.</summary>
    public const string FileName = "parse_cache.bin";

    private const int HeaderLength = 16;

    private static ReadOnlySpan<byte> Mark => "TFPARSE1"u8;

    /// <summary>The graph of the last parse, where it is that of this call too; otherwise null.</summary>
    /// <param name="path">The file.</param>
    /// <param name="frame">The project as it is now.</param>
    public static Graph? TryRead(string path, ProjectFrame frame)
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            var bytes = File.ReadAllBytes(path);
            if (bytes.Length < HeaderLength || !bytes.AsSpan().StartsWith(Mark)
                || BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(Mark.Length)) != Checksum(bytes.AsSpan(HeaderLength)))
            {
                return null;
            }

            var tables = new CacheTables(bytes);
            var reader = new CacheReader(tables, HeaderLength);
            if (!reader.Bytes().SequenceEqual(Fingerprint(frame.Project)))
            {
                return null;
            }

            tables.ReadStrings(reader);
            tables.ReadSources(reader);
            tables.ReadShared(reader);
            return HasSameAnswers(reader, frame.Project.Context) && frame.HasSameFiles(ReadFiles(reader))
                ? GraphCodec.Read(reader, frame.Project) with { Identity = Identity(bytes) }
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it is parsed.
            return null;
        }
    }

    /// <summary>Keeps a graph. What cannot be kept leaves no file.</summary>
    /// <returns>The graph, with its identity where it is kept.</returns>
    public static Graph Write(string path, ProjectFrame frame, Graph graph)
    {
        if (graph.Project.Context.Reads.HasWarned)
        {
            // A warning may be an error for the next call.
            Delete(path);
            return graph;
        }

        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            var bytes = Encode(frame, graph);
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(bytes);
            }

            File.Move(temporary, path, overwrite: true);
            return graph with { Identity = Identity(bytes) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Delete(temporary);
            Delete(path);
            return graph;
        }
    }

    private static string Identity(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes.Slice(Mark.Length, sizeof(ulong)));

    private static byte[] Encode(ProjectFrame frame, Graph graph)
    {
        var body = new CacheWriter();
        WriteAnswers(body, graph.Project.Context);
        WriteFiles(body, frame.Files);
        GraphCodec.Write(body, graph);
        var secrets = graph.Project.Context.Secrets;
        if (!secrets.IsEmpty && (body.Strings.Any(secrets.Finds) || body.Sources.Any(source => secrets.Finds(source.Text))))
        {
            throw new NotSupportedException("There is a secret in it.");
        }

        var whole = new CacheWriter();
        whole.Append(Mark);
        whole.Append(stackalloc byte[sizeof(ulong)]);
        whole.Bytes(Fingerprint(graph.Project));
        whole.List(body.Strings, whole.LongText);
        whole.Number(body.Sources.Count);
        foreach (var source in body.Sources)
        {
            whole.Number(body.NumberOf(source.Path));
            whole.LongText(source.Text);
        }

        whole.List(body.SharedDicts, part => whole.Bytes(Encoding.Latin1.GetBytes(part)));
        whole.Append(body.Written);
        var written = whole.Written.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(written.AsSpan(Mark.Length), Checksum(written.AsSpan(HeaderLength)));
        return written;
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What lies there is found to be of another parse.
        }
    }

    private static void WriteAnswers(CacheWriter writer, ProjectContext context)
    {
        var reads = context.Reads;
        writer.List(reads.Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList(), pair =>
        {
            writer.Text(pair.Key);
            writer.Bytes(Hash(pair.Value));
        });
        writer.List(reads.Variables.Order(StringComparer.Ordinal).ToList(), name =>
        {
            writer.Text(name);
            writer.Bytes(Hash(context.VariableOf(name).Repr()));
        });
        writer.List(reads.Flags.Order(StringComparer.Ordinal).ToList(), name =>
        {
            writer.Text(name);
            writer.Bytes(Hash(context.FlagOf(name).Repr()));
        });
        writer.Flag(reads.HasReadAllFlags);
        writer.Bytes(reads.HasReadAllFlags ? Hash(((Value)context.AllFlags).Repr()) : []);
    }

    private static bool HasSameAnswers(CacheReader reader, ProjectContext context)
    {
        var isSame = true;
        for (var count = reader.Count(); count > 0; count--)
        {
            isSame &= IsHashOf(context.EnvironmentOf(reader.Text()), reader.Bytes());
        }

        for (var count = reader.Count(); count > 0; count--)
        {
            isSame &= IsHashOf(context.VariableOf(reader.Text()).Repr(), reader.Bytes());
        }

        for (var count = reader.Count(); count > 0; count--)
        {
            isSame &= IsHashOf(context.FlagOf(reader.Text()).Repr(), reader.Bytes());
        }

        var hasReadAll = reader.Flag();
        var all = reader.Bytes();
        return isSame && (!hasReadAll || IsHashOf(((Value)context.AllFlags).Repr(), all));
    }

    private static void WriteFiles(CacheWriter writer, ImmutableArray<ProjectFileState> files) => writer.List(files, file =>
    {
        writer.Number(file.Package);
        writer.Number(file.Kind);
        writer.Text(file.Path);
        writer.Number(file.Length);
        writer.Number(file.Written);
        writer.Bytes(file.Hash ?? []);
    });

    private static ProjectFileState[] ReadFiles(CacheReader reader) => reader.List(static r => new ProjectFileState(
        r.Count(), r.Count(), r.Text(), r.Number(), r.Number(), r.Bytes() is { Length: > 0 } hash ? hash.ToArray() : null));

    // What a graph depends on besides files and answers: the program, the settings, the target.
    private static byte[] Fingerprint(Project project)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string? text)
        {
            hash.AppendData(BitConverter.GetBytes(text?.Length ?? -1));
            hash.AppendData(Encoding.UTF8.GetBytes(text ?? string.Empty));
        }

        foreach (var type in (ReadOnlySpan<Type>)[typeof(Diagnostic), typeof(Value), typeof(Project), typeof(Graph), typeof(Adapters.IAdapter), project.Target.Factory.GetType()])
        {
            Add(type.Module.ModuleVersionId.ToString());
        }

        Add(project.Root);
        Add(project.TargetPath);
        Add(project.Context.ShowsAllDeprecations ? "all" : "first");
        Add(project.Target.ProfileName);
        Add(project.Target.Name);
        Add(project.Target.Threads.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (key, value) in project.Target.Output.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Add(key);
            Add(Value.FromObject(value).Repr());
        }

        foreach (var (key, value) in project.Target.Description.Fields)
        {
            Add(key);
            Add(Value.FromObject(value).Repr());
        }

        foreach (var package in project.Packages)
        {
            Add(package.Name);
            Add(package.Root);
            Add(package.Settings.Source?.Text);
        }

        foreach (var selector in project.Selectors)
        {
            Add(selector.Value.Repr());
            Add(selector.Span.Source.Text);
        }

        Add(((Value)project.Context.FileVars).Repr());
        Add(project.Context.TryGetForNodes("dbt_metadata_envs", out var custom) ? custom.Repr() : null);
        return hash.GetHashAndReset();
    }

    private static bool IsHashOf(string? text, ReadOnlySpan<byte> hash) => hash.SequenceEqual(Hash(text));

    private static byte[] Hash(string? text) => SHA256.HashData(Encoding.UTF8.GetBytes(text is null ? "0" : "1" + text));

    // Two sums that run side by side, eight bytes at a time.
    private static ulong Checksum(ReadOnlySpan<byte> bytes)
    {
        var (even, odd) = (0u, uint.MaxValue);
        for (; bytes.Length >= 16; bytes = bytes[16..])
        {
            even = BitOperations.Crc32C(even, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            odd = BitOperations.Crc32C(odd, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
        }

        foreach (var rest in bytes)
        {
            even = BitOperations.Crc32C(even, rest);
        }

        return ((ulong)odd << 32) | even;
    }
}
