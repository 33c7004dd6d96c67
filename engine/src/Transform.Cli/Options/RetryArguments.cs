using System.Collections.Immutable;
using Transform.Templating;

namespace Transform.Cli.Options;

/// <summary>Writes the command line of an earlier call again, from the flags that its results keep.</summary>
internal static class RetryArguments
{
    // Where things are, and how strict to be, is said by the call that retries.
    private static readonly ImmutableArray<Flag> NotCarried =
    [
        Flags.ProjectDir, Flags.ProfilesDir, Flags.TargetPath, Flags.LogPath, Flags.WarnError, Flags.WarnErrorOptions, Flags.DeferState,
    ];

    /// <param name="command">The command that is called again.</param>
    /// <param name="earlier">Its flags by dbt's names.</param>
    /// <param name="now">The call that retries: what it says counts before.</param>
    public static string[] Write(CommandSpec command, DictValue earlier, Settings now)
    {
        var arguments = new List<string>(command.Name.Split(' '));
        if (command.Argument is not null && earlier["macro"].AsString() is { } macro)
        {
            arguments.Add(macro);
        }

        var own = Flags.Global.AddRange(now.Command.Flags).Select(flag => flag.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var flag in Flags.Global.AddRange(command.Flags))
        {
            if (flag.Support == Support.Moot)
            {
                continue;
            }

            // What the project file says is found there again; the folder of the results to retry is not that of the state.
            if (flag != Flags.State && own.Contains(flag.Name) && now.Values.Said(flag) is { Count: > 0 } said)
            {
                arguments.AddRange(said);
            }
            else if (!NotCarried.Contains(flag) && earlier.TryGetValue(FlagDict.Name(flag), out var value) && !value.IsMissing)
            {
                Add(arguments, flag, value);
            }
        }

        return [.. arguments];
    }

    private static void Add(List<string> arguments, Flag flag, Value value)
    {
        switch (flag.Kind)
        {
            case FlagKind.Switch when value.TryGetBoolean(out var on):
                if (on || flag.Negative)
                {
                    arguments.Add(on ? flag.Option : flag.NegativeOption);
                }

                break;
            case FlagKind.Many:
                string[] texts = value.AsList() is { } list ? [.. list.Select(item => item.ToString())] : [value.ToString()];
                if (texts.Length > 0)
                {
                    arguments.AddRange([flag.Option, .. texts]);
                }

                break;
            case FlagKind.Text or FlagKind.Number when value.AsDict() is { } dict:
                // dbt writes the lists of the warning options even where they are empty.
                if (dict.Values.Any(item => item is { IsTruthy: true } or { Kind: not ValueKind.List }))
                {
                    arguments.AddRange([flag.Option, PythonJson.Dumps(value)]);
                }

                break;
            case FlagKind.Text or FlagKind.Number:
                arguments.AddRange([flag.Option, value.ToString()]);
                break;
        }
    }
}
