using System.CommandLine;
using System.CommandLine.Parsing;
using Transform.Core;

namespace Transform.Cli.Options;

/// <summary>Puts mistakes on the command line into our words.</summary>
internal static class UsageErrors
{
    public static TransformException Because(string message, string? hint = null) =>
        TransformException.Error(DiagnosticCodes.Usage, message, hint: hint);

    /// <summary>What is wrong with a command line, or null when nothing is.</summary>
    public static Diagnostic? Find(ParseResult parsed, CommandSpec? command)
    {
        if (Swallowed(parsed) is { } swallowed)
        {
            return UnknownOption(swallowed, parsed, command);
        }

        if (parsed.UnmatchedTokens is [var first, ..])
        {
            return first.StartsWith('-') ? UnknownOption(first, parsed, command)
                : command is null ? UnknownCommand(parsed.CommandResult.Command is RootCommand ? first : $"{parsed.CommandResult.Command.Name} {first}")
                : Diagnostic.Error(
                    DiagnosticCodes.Usage,
                    $"`{command.Name}` does not know what to do with '{first}'.",
                    hint: command.Flags.Contains(Flags.Select) ? $"To choose nodes write --select {first}." : Help(command));
        }

        if (parsed.Errors is [var error, ..])
        {
            return error.SymbolResult switch
            {
                OptionResult { Tokens.Count: 0 } option =>
                    Diagnostic.Error(DiagnosticCodes.Usage, $"{option.IdentifierToken?.Value ?? option.Option.Name} needs a value.", hint: Help(command)),
                ArgumentResult argument when command is { ArgumentRequired: true } =>
                    Diagnostic.Error(DiagnosticCodes.Usage, $"`{command.Name}` needs the name of a {argument.Argument.Name}.", hint: Help(command)),
                CommandResult { Command: { Subcommands.Count: > 0 } group } when command is null && group is not RootCommand =>
                    Diagnostic.Error(
                        DiagnosticCodes.Usage, $"`{group.Name}` is a group of commands.",
                        hint: $"Write {string.Join(" or ", group.Subcommands.Where(sub => !sub.Hidden).Select(sub => $"`{group.Name} {sub.Name}`"))}."),
                CommandResult when command is { ArgumentRequired: true } =>
                    Diagnostic.Error(DiagnosticCodes.Usage, $"`{command.Name}` needs the name of a {command.Argument}.", hint: Help(command)),
                _ => Diagnostic.Error(DiagnosticCodes.Usage, error.Message, hint: Help(command)),
            };
        }

        return null;
    }

    // An option that takes several values would take an unknown option for one of them.
    private static string? Swallowed(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<OptionResult>()
            .Where(option => option.Option.AllowMultipleArgumentsPerToken)
            .SelectMany(option => option.Tokens)
            .Select(token => token.Value)
            .FirstOrDefault(text => text.StartsWith("--", StringComparison.Ordinal) || (text.Length == 2 && text[0] == '-'));

    private static Diagnostic UnknownOption(string option, ParseResult parsed, CommandSpec? command)
    {
        var name = option.Split('=', 2)[0];
        var known = parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options)
            .Where(o => !o.Hidden)
            .SelectMany(o => o.Aliases.Prepend(o.Name));
        var owners = CommandTable.All
            .Where(spec => spec.Flags.Any(flag => flag.Option == name || flag.Aliases.Contains(name)))
            .Select(spec => $"`{spec.Name}`")
            .ToList();
        var hint = owners.Count > 0
            ? command is null ? $"It goes after the command ({string.Join(", ", owners)})." : $"It belongs to {string.Join(", ", owners)}."
            : NearMiss.Question(name, known) ?? Help(command);
        return Diagnostic.Error(
            DiagnosticCodes.Usage, command is null ? $"There is no option {name} before the command." : $"`{command.Name}` has no option {name}.", hint: hint);
    }

    private static Diagnostic UnknownCommand(string name) => Diagnostic.Error(
        DiagnosticCodes.Usage,
        $"There is no command '{name}'.",
        hint: NearMiss.Question(name, CommandTable.All.SelectMany(spec => spec.Aliases.Prepend(spec.Name))) ?? Help(null));

    private static string Help(CommandSpec? command) =>
        command is null ? "`transform --help` lists the commands." : $"`transform {command.Name} --help` lists its options.";
}
