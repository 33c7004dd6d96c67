using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Transform.Core;
using Transform.Loading;
using Transform.Packages;
using Xunit;

namespace Transform.Tests.Packages;

/// <summary>A project named <c>p</c> in a temporary folder, whose packages are installed in this process.</summary>
internal sealed partial class PackageProject : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("transform-packages-").FullName;
    private readonly StringWriter warnings = new() { NewLine = "\n" };

    public PackageProject(string packages)
    {
        Write("p/dbt_project.yml", "name: p\nprofile: p\n");
        Write("p/packages.yml", packages);
    }

    public string Root => Path.Combine(folder, "p");

    public string Index { get; set; } = "http://127.0.0.1:1/";

    public SecretMask Secrets { get; } = new();

    public Dictionary<string, string> Environment { get; } = Inherited();

    public List<string> Log { get; } = [];

    public string Warnings => warnings.ToString();

    public string this[string path] => Path.Combine(folder, path);

    public string Lock => File.ReadAllText(this["p/package-lock.yml"]);

    public string[] Installed => [.. Directory.GetDirectories(this["p/dbt_packages"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>What a run that ended, or was stopped, leaves beside the packages.</summary>
    public string[] Leftovers => [.. Directory.GetFileSystemEntries(Root, ".*").Select(path => Path.GetFileName(path))];

    public void Write(string path, string text)
    {
        var full = this[path];
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public ProjectSettings Load(bool versionCheck = true) => ProjectLoader.LoadSettings(new LoadOptions
    {
        ProjectDir = Root,
        Environment = Environment,
        Adapters = [],
        Time = TimeProvider.System,
        Secrets = Secrets,
        InvocationId = Guid.Empty,
        VersionCheck = versionCheck,
    });

    public void Install(Func<InstallOptions, InstallOptions>? change = null, CancellationToken? cancellation = null)
    {
        Log.Clear();
        var options = new InstallOptions
        {
            Index = Index,
            CacheFolder = this["cache"],
            RetryDelay = TimeSpan.FromMilliseconds(1),
            Environment = Environment,
            Time = TimeProvider.System,
            Log = (level, text) =>
            {
                if (level == LogLevel.Info)
                {
                    Log.Add(text.Replace(folder, "FOLDER", StringComparison.Ordinal));
                }
            },
            Warn = warning => DiagnosticPrinter.Print(warning, warnings, ansi: false, Secrets),
        };
        PackageInstaller.Install(Load(), change?.Invoke(options) ?? options, cancellation ?? TestContext.Current.CancellationToken);
    }

    /// <summary>What is wrong, as it is printed.</summary>
    public string Diagnose(Func<InstallOptions, InstallOptions>? change = null)
    {
        var text = new StringWriter { NewLine = "\n" };
        try
        {
            Install(change);
            text.Write(Warnings);
        }
        catch (TransformException exception)
        {
            DiagnosticPrinter.Print(exception.Diagnostics, text, ansi: false, Secrets);
        }

        // Folders and ports differ in length, and so does what is under them.
        return Carets().Replace(text.ToString(), "^").Replace(folder, "FOLDER", StringComparison.Ordinal).Replace(Index, "INDEX/", StringComparison.Ordinal);
    }

    /// <summary>Makes a repository with a commit for each set of files; the tags name them.</summary>
    public string Repository(string name, params (string Tag, (string Path, string Text)[] Files)[] commits)
    {
        var path = this[name];
        Directory.CreateDirectory(path);
        Git(path, "init", "-q", "-b", "main");
        foreach (var (tag, files) in commits)
        {
            foreach (var file in files)
            {
                Write($"{name}/{file.Path}", file.Text);
            }

            Git(path, "add", ".");
            Git(path, "commit", "-q", "-m", tag);
            Git(path, "tag", tag);
        }

        return "file://" + path;
    }

    public static string Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException("git " + string.Join(' ', arguments));
    }

    /// <summary>A gzipped archive of files.</summary>
    public static byte[] Tar(params (string Path, string Text)[] files) => Tar([.. files.Select(file => (TarEntry)new PaxTarEntry(TarEntryType.RegularFile, file.Path)
    {
        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(file.Text)),
    })]);

    public static byte[] Tar(params TarEntry[] entries)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new TarWriter(gzip))
        {
            foreach (var entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        return buffer.ToArray();
    }

    /// <summary>Publishes versions of <c>acme/name</c>, each with what it needs, as the hub does.</summary>
    public static void Publish(IndexServer server, string name, params (string Version, string Packages, string[] Requires)[] versions)
    {
        var all = new JsonObject();
        foreach (var (version, packages, requires) in versions)
        {
            var archive = Tar(($"{name}-{version}/dbt_project.yml", $"name: {name}\n"), ($"{name}-{version}/macros/m.sql", $"{{% macro {name}_m() %}}{version}{{% endmacro %}}"));
            server.Files[$"/t/{name}-{version}.tar.gz"] = archive;
            all[version] = new JsonObject
            {
                ["name"] = name,
                ["version"] = version,
                ["packages"] = JsonNode.Parse(packages),
                ["require_dbt_version"] = new JsonArray([.. requires.Select(text => (JsonNode)text)]),
                ["downloads"] = new JsonObject
                {
                    ["tarball"] = $"{server.Address}t/{name}-{version}.tar.gz",
#pragma warning disable CA5350 // The hub's format.
                    ["sha1"] = Convert.ToHexStringLower(SHA1.HashData(archive)),
#pragma warning restore CA5350
                },
            };
        }

        server.Files[$"/api/v1/acme/{name}.json"] = Encoding.UTF8.GetBytes(new JsonObject { ["name"] = name, ["namespace"] = "acme", ["versions"] = all }.ToJsonString());
        var names = server.Files.Keys.Where(key => key.StartsWith("/api/v1/acme/", StringComparison.Ordinal)).Select(key => $"\"acme/{key[13..^5]}\"");
        server.Files["/api/v1/index.json"] = Encoding.UTF8.GetBytes($"[{string.Join(',', names)}]");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [GeneratedRegex(@"\^+")]
    private static partial Regex Carets();

    private static Dictionary<string, string> Inherited() => new(StringComparer.Ordinal)
    {
        ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? string.Empty,
        ["HOME"] = Path.GetTempPath(),
    };
}
