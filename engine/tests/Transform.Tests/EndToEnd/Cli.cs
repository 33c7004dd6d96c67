using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Transform.Tests.EndToEnd;

/// <summary>Runs the real program as a process.</summary>
internal static partial class Cli
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The program to test: the published one where the test command names it, else the one built with the tests.</summary>
    public static string Program { get; } =
        Environment.GetEnvironmentVariable("TRANSFORM_PROGRAM") is { Length: > 0 } program ? program : Path.Combine(AppContext.BaseDirectory, "transform");

    public static Process Start(string folder, IEnumerable<string> arguments, params (string Name, string? Value)[] environment) =>
        Start(Program, folder, arguments, environment);

    public static Process Start(string program, string folder, IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // What the tests themselves were started with is not to be seen.
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = folder;
        start.Environment["TERM"] = "dumb";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static CliResult Run(string folder, params string[] arguments) => Run(folder, arguments, []);

    public static CliResult Run(string folder, string[] arguments, params (string Name, string? Value)[] environment)
    {
        using var process = Start(folder, arguments, environment);
        return Finish(process, folder);
    }

    public static CliResult Finish(Process process, string folder)
    {
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The program did not end within {Limit}. It printed:\n{output}");
        }

        return new CliResult(process.ExitCode, Mask(output, folder), Mask(error.Result, folder));
    }

    private static bool IsSetting(string name) =>
        name is "CI" or "NO_COLOR" or "FORCE_COLOR"
        || name.StartsWith("DBT_", StringComparison.Ordinal)
        || name.StartsWith("TRANSFORM_", StringComparison.Ordinal);

    // What differs from run to run and from machine to machine.
    private static string Mask(string text, string folder)
    {
        text = text.Replace(folder, "<folder>", StringComparison.Ordinal);
        text = ClockTime().Replace(text, "HH:MM:SS  ");
        text = Elapsed().Replace(text, "N.NNs");
        text = Seconds().Replace(text, "N.NN seconds");
        return text;
    }

    [GeneratedRegex(@"^\d\d:\d\d:\d\d  ", RegexOptions.Multiline)]
    private static partial Regex ClockTime();

    [GeneratedRegex(@"\d+\.\d\ds")]
    private static partial Regex Elapsed();

    [GeneratedRegex(@"\d+\.\d\d seconds")]
    private static partial Regex Seconds();
}

/// <summary>How the program ended and what it printed, with times and folders masked.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>Everything, for golden files.</summary>
    public string Transcript
    {
        get
        {
            var text = new StringBuilder();
            text.Append("exit code ").Append(ExitCode).Append('\n');
            text.Append("--- standard output\n").Append(Output);
            text.Append("--- standard error\n").Append(Error);
            return text.ToString();
        }
    }
}
