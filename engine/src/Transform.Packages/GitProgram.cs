using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Transform.Core;

namespace Transform.Packages;

/// <summary>Runs the <c>git</c> program. Arguments are handed over one by one, never through a shell, and neither it nor ssh asks
/// for a password; a program that the user has named for that in <c>GIT_ASKPASS</c> or <c>GIT_SSH_COMMAND</c> is left in its place.</summary>
internal sealed class GitProgram
{
    // What a hook of git's, or a user's shell, may have set for another repository.
    private static readonly string[] Foreign =
    [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR",
        "GIT_PREFIX", "GIT_NAMESPACE", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE", "GIT_NO_REPLACE_OBJECTS", "GIT_QUARANTINE_PATH", "GIT_DEFAULT_HASH",
    ];

    private readonly CancellationToken cancellation;
    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal);
    private readonly Lazy<string> program;
    private readonly Lazy<bool> hasSshOfItsOwn;

    public GitProgram(InstallOptions options, CancellationToken cancellation)
    {
        this.cancellation = cancellation;
        foreach (var (name, value) in options.Environment)
        {
            if (!Foreign.Contains(name))
            {
                environment[name] = value;
            }
        }

        environment["LC_ALL"] = "C";
        environment["GIT_TERMINAL_PROMPT"] = "0";
        environment["GCM_INTERACTIVE"] = "never";
        environment["SSH_ASKPASS"] = string.Empty;
        environment["SSH_ASKPASS_REQUIRE"] = "never";
        environment.TryAdd("GIT_ASKPASS", string.Empty);
        program = new Lazy<string>(() => Find() ?? throw Missing("it is not on the PATH"));
        hasSshOfItsOwn = new Lazy<bool>(() =>
            environment.ContainsKey("GIT_SSH_COMMAND") || environment.ContainsKey("GIT_SSH")
            || Run(Path.GetTempPath(), null, null, "config", "--get", "core.sshCommand").Succeeded);
    }

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="TransformException">There is no git (TF1020).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; git is dead.</exception>
    public GitResult Run(string folder, params ReadOnlySpan<string> arguments) => Run(folder, null, arguments);

    /// <param name="folder">The folder to run in.</param>
    /// <param name="indexFile">The index to use instead of the repository's.</param>
    /// <param name="arguments">The command and its options.</param>
    public GitResult Run(string folder, string? indexFile, ReadOnlySpan<string> arguments) =>
        Run(folder, indexFile, hasSshOfItsOwn.Value ? null : "ssh -o BatchMode=yes", arguments);

    private GitResult Run(string folder, string? indexFile, string? ssh, params ReadOnlySpan<string> arguments)
    {
        cancellation.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(program.Value)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        SetEnvironment(start, indexFile, ssh);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Start(start);
        using var registration = cancellation.Register(() => Kill(process));
        process.StandardInput.Close();
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                errors.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return new GitResult(process.ExitCode, output, errors.ToString().Trim());
    }

    private void SetEnvironment(ProcessStartInfo start, string? indexFile, string? ssh)
    {
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        if (ssh is not null)
        {
            start.Environment["GIT_SSH_COMMAND"] = ssh;
        }

        if (indexFile is not null)
        {
            start.Environment["GIT_INDEX_FILE"] = indexFile;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw Missing(exception.Message);
        }
    }

    private static TransformException Missing(string reason) => Failures.Source(
        $"The program git, which packages with git: need, cannot be started: {reason.TrimEnd('.')}.", null, "Install git and see that it is on the PATH.");

    // Left to the runtime, a file named git in the current folder would come first, and that folder may be anyone's.
    private string? Find()
    {
        foreach (var folder in (environment.GetValueOrDefault("PATH") ?? string.Empty).Split(Path.PathSeparator))
        {
            var path = Path.Combine(folder, OperatingSystem.IsWindows() ? "git.exe" : "git");
            if (Path.IsPathFullyQualified(path) && File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }
}

/// <summary>How a call of git ended.</summary>
internal sealed record GitResult(int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The last thing that it complained about.</summary>
    public string Reason
    {
        get
        {
            var lines = Errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var line = Array.Find(lines, text => text.StartsWith("fatal:", StringComparison.Ordinal) || text.StartsWith("error:", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? $"it ended with {ExitCode}";
            return (line.StartsWith("fatal: ", StringComparison.Ordinal) || line.StartsWith("error: ", StringComparison.Ordinal) ? line[7..] : line).TrimEnd('.');
        }
    }
}
