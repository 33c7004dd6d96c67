using System.Buffers;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Transform.Compilation;
using Transform.Core;
using Transform.Planning;

namespace Transform.Execution;

/// <summary>Writes the SQL of nodes under <c>target/compiled</c> and <c>target/run</c>, where dbt writes it. Thread-safe as long
/// as no two threads write the same node.</summary>
/// <param name="targetPath">The absolute target folder.</param>
/// <param name="root">The absolute folder that shown paths are relative to.</param>
/// <param name="secrets">What stands in no file of statements that ran: those of dictionaries and of attached databases have passwords.</param>
public sealed class SqlFiles(string targetPath, string root, SecretMask secrets)
{
    private const string Compiled = "compiled";
    private const string Run = "run";
    private const int Attempts = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    // Folders are made once: asking the file system for each of thousands of nodes costs more than writing the file.
    private readonly HashSet<string> folders = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Where a node's SQL lies below <c>target/compiled</c> or <c>target/run</c>, with forward slashes: its own file's
    /// path, or, for nodes of which several come from one file, a folder named like that file.</summary>
    public static string PathOf(Node node) =>
        node.ResourceType == ResourceType.UnitTest ? UnitTestPath(node)
        : node is ModelNode { Batch: { } batch } ? BatchPath(node, batch)
        : FileName(node.Path).SequenceEqual(FileName(node.OriginalFilePath))
            ? $"{node.PackageName}/{node.OriginalFilePath}"
            : $"{node.PackageName}/{node.OriginalFilePath}/{node.Path}";

    /// <summary>Whether dbt keeps a compiled file of this kind of node.</summary>
    public static bool HasCompiledFile(Node node) =>
        node.ResourceType is ResourceType.Model or ResourceType.Test or ResourceType.Analysis or ResourceType.Operation
            or ResourceType.UnitTest or ResourceType.Function;

    /// <summary>The path of a node's compiled file as messages show it, relative to the project; null for kinds without one.</summary>
    public string? ShownPath(Node node) => HasCompiledFile(node) ? Shown(Compiled, node) : null;

    /// <summary>The path of the file under <c>target/run</c> that holds this statement of a node, without the project's query
    /// comment, as messages show it; null where none does.</summary>
    public string? FindSent(Node node, string statement)
    {
        var path = Path.Combine(targetPath, Run, PathOf(node));
        try
        {
            return File.Exists(path) && File.ReadAllText(path).Trim().TrimEnd(';') is { Length: > 0 } written
                && secrets.Mask(statement).Contains(written, StringComparison.Ordinal) ? Shown(Run, node) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes a node's compiled SQL; nothing for kinds that have no compiled file.</summary>
    /// <returns>The absolute path, or null.</returns>
    /// <exception cref="TransformException">It cannot be written (TF1012).</exception>
    public string? Write(Node node, string compiledSql) => HasCompiledFile(node) ? Write(Compiled, node, compiledSql) : null;

    /// <summary>Writes the statement that a node's materialization ran.</summary>
    /// <param name="context">Hears of it; null where nobody asks.</param>
    /// <exception cref="TransformException">It cannot be written (TF1012).</exception>
    public void WriteRun(Node node, string statement, NodeContext? context = null)
    {
        Write(Run, node, secrets.Mask(statement));
        if (context is not null)
        {
            context.HasRunFile = true;
        }
    }

    // A file of its own below the YAML file's path, named like the test (and the version it tests), where dbt has it.
    private static string UnitTestPath(Node test)
    {
        var folder = test.OriginalFilePath[..(test.OriginalFilePath.LastIndexOf('/') + 1)];
        return $"{test.PackageName}/{test.OriginalFilePath}/{folder}{((DeclaredNode)test).VersionedName}.sql";
    }

    // models/orders/orders_2024-01-03.sql for a batch of models/orders.sql
    private static string BatchPath(Node node, Batch batch)
    {
        var whole = $"{node.PackageName}/{node.OriginalFilePath}";
        var name = Path.GetFileNameWithoutExtension(whole);
        var folder = whole[..(whole.LastIndexOf('/') + 1)];
        return $"{folder}{name}/{name}_{batch.Name}{Path.GetExtension(whole)}";
    }

    private string Shown(string kind, Node node) =>
        Path.GetRelativePath(root, Path.Combine(targetPath, kind, PathOf(node))).Replace('\\', '/');

    private static ReadOnlySpan<char> FileName(string path) => Path.GetFileName(path.AsSpan());

    private string Write(string kind, Node node, string sql)
    {
        var path = Path.GetFullPath(Path.Combine(targetPath, kind, PathOf(node)));
        try
        {
            MakeFolder(Path.GetDirectoryName(path)!);
            WriteText(path, sql);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TransformException.Error(
                DiagnosticCodes.UnwritableFolder,
                $"Cannot write the {kind} SQL of {node.UniqueId} to {path}: {e.Message}",
                hint: "Make the target folder writable and see that the disk has room, or choose another one with --target-path.");
        }
    }

    // A file that is emptied before it is written goes to the disk before the run goes on, on some file systems; most are as they were.
    private static void WriteText(string path, string text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var bytes = buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer));
            using var file = Open(path);
            var length = RandomAccess.GetLength(file);
            if (length == bytes.Length && Holds(file, bytes))
            {
                return;
            }

            RandomAccess.Write(file, bytes, 0);
            if (length > bytes.Length)
            {
                RandomAccess.SetLength(file, bytes.Length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Another run in the same folder may be writing it: its text or this one is to be there, and no mixture.
    private static SafeFileHandle Open(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && attempt < Attempts)
            {
                Thread.Sleep(Pause);
            }
        }
    }

    private static bool Holds(SafeFileHandle file, ReadOnlySpan<byte> bytes)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        try
        {
            return RandomAccess.Read(file, buffer.AsSpan(0, bytes.Length), 0) == bytes.Length && bytes.SequenceEqual(buffer.AsSpan(0, bytes.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void MakeFolder(string folder)
    {
        lock (gate)
        {
            if (folders.Add(folder))
            {
                Directory.CreateDirectory(folder);
            }
        }
    }
}
