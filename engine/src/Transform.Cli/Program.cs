using System.Collections;
using Transform.Cli;

// The version is asked for by scripts at every turn: it answers before anything else is loaded.
if (args is ["--version" or "-v" or "-V"])
{
    Console.Out.WriteLine(VersionText.Full);
    return ExitCode.Success;
}

var environment = new Dictionary<string, string>(StringComparer.Ordinal);
foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
{
    environment[(string)variable.Key] = (string?)variable.Value ?? string.Empty;
}

return CommandLine.Run(args, environment, TimeProvider.System);
