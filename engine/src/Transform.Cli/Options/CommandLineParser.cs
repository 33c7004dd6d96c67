using System.CommandLine;
using System.CommandLine.Help;

namespace Transform.Cli.Options;

/// <summary>A command line that was understood.</summary>
/// <param name="Command">The command; null when none was named.</param>
/// <param name="Values">What was said for each option.</param>
/// <param name="Argument">The positional argument, where there is one.</param>
/// <param name="Help">Prints the help that was asked for; null when none was.</param>
internal sealed record ParsedCommandLine(CommandSpec? Command, FlagValues Values, string? Argument, Action? Help);

/// <summary>Turns the tables of commands and options into a parser and asks it.</summary>
internal static class CommandLineParser
{
    // '@' starts a selector here, not the name of a file with more arguments.
    private static readonly ParserConfiguration Configuration = new() { ResponseFileTokenReplacer = null };

    /// <exception cref="Core.TransformException">TF9002: what is wrong with the command line, with a near miss.</exception>
    public static ParsedCommandLine Parse(string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var options = new Dictionary<string, (Option, Option?)>(StringComparer.Ordinal);
        var root = new RootCommand("Transform runs a project of SQL and YAML: it renders the SQL, orders it, runs it in the warehouse and tests the data.");
        root.Options.Clear();
        root.Options.Add(new HelpOption("--help", "-h") { Recursive = true, Description = "Show this help." });
        foreach (var flag in Flags.Global)
        {
            Add(root, flag, options, recursive: true);
        }

        var commands = new Dictionary<Command, (CommandSpec Spec, Argument? Argument)>();
        var groups = new Dictionary<string, Command>(StringComparer.Ordinal);
        foreach (var spec in CommandTable.All)
        {
            var command = new Command(spec.Which, spec.Help) { Hidden = spec.Hidden };
            foreach (var alias in spec.Aliases)
            {
                command.Aliases.Add(alias);
            }

            Argument? argument = null;
            if (spec.Argument is { } name)
            {
                argument = new Argument<string>(name) { Arity = spec.ArgumentRequired ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne };
                command.Arguments.Add(argument);
            }

            commands.Add(command, (spec, argument));
            (spec.Group is { } group ? Group(group) : root).Subcommands.Add(command);
        }

        Command Group(string name)
        {
            if (!groups.TryGetValue(name, out var group))
            {
                groups[name] = group = new Command(name, CommandTable.Groups[name]);
                root.Subcommands.Add(group);
            }

            return group;
        }

        // Only the command that is named needs its options; making those of all commands would cost at every start.
        foreach (var (command, (spec, _)) in commands)
        {
            if (arguments.Contains(spec.Which) || spec.Aliases.Any(arguments.Contains))
            {
                foreach (var flag in spec.Flags)
                {
                    Add(command, flag, spec.Name, options);
                }
            }
        }

        var parsed = root.Parse(arguments, Configuration);
        var (chosen, argumentOfChosen) = commands.GetValueOrDefault(parsed.CommandResult.Command);
        if (parsed.Action is HelpAction help)
        {
            return new ParsedCommandLine(chosen, new FlagValues(options, parsed, environment), null, () => help.Invoke(parsed));
        }

        if (arguments.Length > 0 && UsageErrors.Find(parsed, chosen) is { } problem)
        {
            throw new Core.TransformException(problem);
        }

        var values = new FlagValues(chosen is null ? options : OwnOf(chosen.Name, options), parsed, environment);
        values.Check(chosen is null ? Flags.Global : Flags.Global.AddRange(chosen.Flags));
        EventTimes.Read(values);
        var text = argumentOfChosen is null ? null : parsed.GetResult(argumentOfChosen)?.Tokens.Select(token => token.Value).FirstOrDefault();
        return new ParsedCommandLine(chosen, values, text, chosen is null ? () => new HelpAction().Invoke(parsed) : null);
    }

    // Those of every command, and those of this one.
    private static Dictionary<string, (Option On, Option? Off)> OwnOf(string command, Dictionary<string, (Option On, Option? Off)> options)
    {
        var own = new Dictionary<string, (Option On, Option? Off)>(StringComparer.Ordinal);
        foreach (var (key, option) in options)
        {
            if (!key.Contains(' ', StringComparison.Ordinal))
            {
                own.Add(key, option);
            }
            else if (key.StartsWith(command + ' ', StringComparison.Ordinal))
            {
                own.Add(key[(command.Length + 1)..], option);
            }
        }

        return own;
    }

    private static void Add(Command command, Flag flag, string owner, Dictionary<string, (Option On, Option? Off)> options) =>
        options[owner + ' ' + flag.Name] = Make(command, flag, recursive: false);

    private static void Add(Command command, Flag flag, Dictionary<string, (Option On, Option? Off)> options, bool recursive) =>
        options[flag.Name] = Make(command, flag, recursive);

    private static (Option On, Option? Off) Make(Command command, Flag flag, bool recursive)
    {
        // dbt's `init -s` and `select -s` differ; a short name belongs to the command that declares it.
        string[] aliases = [.. flag.Aliases];
        var help = flag.Choices.Length > 0 && flag.Choices.Length < 8 ? $"{flag.Help} One of {string.Join(", ", flag.Choices)}." : flag.Help;
        Option on = flag.Kind == FlagKind.Switch
            ? new Option<bool>(flag.Option, aliases) { Arity = ArgumentArity.Zero }
            : new Option<string[]>(flag.Option, aliases) { Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = flag.Kind == FlagKind.Many };
        on.Description = flag.Negative ? $"{help} Off with {flag.NegativeOption}." : help;
        on.Recursive = recursive;
        on.HelpName = flag.ValueName ?? (flag.Kind == FlagKind.Many ? "..." : null);
        on.Hidden = flag.Support == Support.Missing || (flag.Support == Support.Moot && flag.Variable != "PARTIAL_PARSE");
        command.Options.Add(on);
        if (!flag.Negative)
        {
            return (on, null);
        }

        var off = new Option<bool>(flag.NegativeOption) { Arity = ArgumentArity.Zero, Recursive = recursive, Hidden = true };
        command.Options.Add(off);
        return (on, off);
    }
}
