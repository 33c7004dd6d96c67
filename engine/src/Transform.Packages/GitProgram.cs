using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Transform.Core;

namespace Transform.Packages;

/// <summary>Runs the <c>git</c> program. Arguments are handed over one by one, never through a shell, and it never asks for a
/// password.</summary>
internal sealed class GitProgram(InstallOptions options, CancellationToken cancellation)
{
    // What a hook of git's, or a user's shell, may have set for another repository.
    private static readonly string[] Foreign = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE"];

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="TransformException">There is no git (TF1020).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; git is dead.</exception>
    public GitResult Run(string folder, params ReadOnlySpan<string> arguments) => Run(folder, null, arguments);

    /// <param name="folder">The folder to run in.</param>
    /// <param name="indexFile">The index to use instead of the repository's.</param>
    /// <param name="arguments">The command and its options.</param>
    public GitResult Run(string folder, string? indexFile, ReadOnlySpan<string> arguments)
    {
        cancellation.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo("git")
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        SetEnvironment(start, indexFile);
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

    private void SetEnvironment(ProcessStartInfo start, string? indexFile)
    {
        start.Environment.Clear();
        foreach (var (name, value) in options.Environment)
        {
            if (!Foreign.Contains(name))
            {
                start.Environment[name] = value;
            }
        }

        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
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
            throw Failures.Source(
                $"The program git, which packages with git: need, cannot be started: {exception.Message}.", null,
                "Install git and see that it is on the PATH.");
        }
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
