using System.Collections.Immutable;
using System.CommandLine;
using Transform.Core;
using Transform.Templating;

namespace Transform.Cli.Options;

/// <summary>What was said for each option: on the command line, else in the environment (<c>TRANSFORM_X</c>, then dbt's
/// <c>DBT_ENGINE_X</c> and <c>DBT_X</c>), else under <c>flags:</c> in the project file.</summary>
internal sealed class FlagValues(
    IReadOnlyDictionary<string, (Option On, Option? Off)> options, ParseResult parsed, IReadOnlyDictionary<string, string> environment)
{
    private static readonly ImmutableArray<string> Prefixes = ["TRANSFORM_", "DBT_ENGINE_", "DBT_"];

    private DictValue projectFlags = new();

    /// <summary>Options that were given, on the command line or in the environment, with what they were set to.</summary>
    public IEnumerable<(Flag Flag, string Value)> Given(IEnumerable<Flag> flags)
    {
        foreach (var flag in flags)
        {
            if (Raw(flag) is { } value)
            {
                yield return (flag, value);
            }
        }
    }

    /// <summary>The flag as it stands on the command line, as words of another one; empty where it does not.</summary>
    public IReadOnlyList<string> Said(Flag flag) => flag.Kind == FlagKind.Switch
        ? Switched(flag) is { } text ? [text == "true" ? flag.Option : flag.NegativeOption] : []
        : Tokens(flag) is { Length: > 0 } tokens ? [flag.Option, .. tokens] : [];

    /// <summary>The command line has one of these words.</summary>
    public bool HasWord(params ReadOnlySpan<string> words)
    {
        foreach (var token in parsed.Tokens)
        {
            if (words.Contains(token.Value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the project file sets counts where neither the command line nor the environment says anything.</summary>
    public void UseProjectFlags(DictValue flags) => projectFlags = flags;

    public string? Text(Flag flag) => Raw(flag);

    /// <summary>A value that is YAML; empty where nothing is said.</summary>
    public DictValue Mapping(Flag flag) =>
        SaidText(flag, fromProject: false) is { } text ? YamlArguments.Read(flag.Option, text)
        : flag.ProjectKey is { } key && projectFlags.TryGetValue(key, out var value) && value.AsDict() is { } dict ? dict
        : new DictValue();

    public bool? Bool(Flag flag) => Raw(flag) is { } text ? ParseBool(flag, text) : null;

    public int? Number(Flag flag) =>
        Raw(flag) is not { } text ? null
        : int.TryParse(text, out var number) ? number
        : throw UsageErrors.Because($"'{text}' is not a whole number for {flag.Option}.", $"Write for example {flag.Option} 4.");

    public ImmutableArray<string> Many(Flag flag)
    {
        if (Tokens(flag) is { Length: > 0 } tokens)
        {
            return tokens;
        }

        return Variable(flag) is { } text ? [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)] : [];
    }

    /// <summary>Ends with a usage error at the first value that is not allowed.</summary>
    public void Check(IEnumerable<Flag> flags)
    {
        foreach (var flag in flags)
        {
            var values = flag.Kind == FlagKind.Many ? Many(flag) : Raw(flag) is { } one ? [one] : [];
            if (values.Length == 0)
            {
                continue;
            }

            foreach (var value in values)
            {
                if (flag.Choices.Length > 0 && !flag.Choices.Contains(value))
                {
                    throw UsageErrors.Because(
                        $"{flag.Option} cannot be '{value}'.",
                        NearMiss.Question(value, flag.Choices) ?? $"It is one of: {string.Join(", ", flag.Choices)}.");
                }
            }

            if (flag.Kind == FlagKind.Number)
            {
                Number(flag);
            }

            if (flag == Flags.WarnErrorOptions)
            {
                WarnErrorOptions.Read(Mapping(flag));
                if (Bool(Flags.WarnError) == true)
                {
                    throw UsageErrors.Because(
                        $"{Flags.WarnError.Option} and {flag.Option} cannot both be given.", $"Keep one of them: {Flags.WarnError.Option} means '{{error: all}}'.");
                }
            }

            if (flag.Support == Support.Missing && !(flag.Kind == FlagKind.Switch && Bool(flag) == false))
            {
                throw UsageErrors.Because(
                    $"{flag.Option} is not supported yet, and leaving it out would give other results than you expect.",
                    $"Run without {flag.Option}" + (SetByVariable(flag) is { } name ? $" (it is set by the environment variable {name})." : "."));
            }
        }
    }

    private static bool ParseBool(Flag flag, string text) => text.ToLowerInvariant() switch
    {
        "1" or "true" or "t" or "yes" or "y" or "on" => true,
        "0" or "false" or "f" or "no" or "n" or "off" or "" => false,
        _ => throw UsageErrors.Because($"{flag.Option} cannot be '{text}'.", "Write true or false."),
    };

    private string? Raw(Flag flag) => SaidText(flag, fromProject: true);

    private string? SaidText(Flag flag, bool fromProject)
    {
        if (OldVariable(flag) is { } old)
        {
            return flag.OldIsContrary ? ParseBool(flag, environment[old]) ? "false" : "true" : environment[old];
        }

        var said = flag.Kind == FlagKind.Switch ? Switched(flag) : Tokens(flag) is { Length: > 0 } tokens ? tokens[^1] : null;
        return said ?? Variable(flag) ?? (fromProject ? FromProject(flag) : null);
    }

    private string? Switched(Flag flag)
    {
        if (!options.TryGetValue(flag.Name, out var pair))
        {
            return null;
        }

        var on = parsed.GetResult(pair.On) is { Implicit: false };
        var off = pair.Off is { } option && parsed.GetResult(option) is { Implicit: false };
        return (on, off) switch
        {
            (false, false) => null,
            (true, true) => LastSaid(pair.On, pair.Off!) ? "true" : "false",
            _ => on ? "true" : "false",
        };
    }

    private bool LastSaid(Option on, Option off)
    {
        for (var i = parsed.Tokens.Count - 1; i >= 0; i--)
        {
            var text = parsed.Tokens[i].Value;
            if (text == off.Name)
            {
                return false;
            }

            if (text == on.Name || on.Aliases.Contains(text))
            {
                return true;
            }
        }

        return true;
    }

    private ImmutableArray<string> Tokens(Flag flag) =>
        options.TryGetValue(flag.Name, out var pair) && parsed.GetResult(pair.On) is { Implicit: false } result
            ? [.. result.Tokens.Select(token => token.Value)]
            : [];

    /// <summary>The older environment variable that sets a flag; null where none does.</summary>
    public string? OldVariable(Flag flag) => flag.OldVariable is { } variable ? SetBy(variable) : null;

    private string? Variable(Flag flag) => SetByVariable(flag) is { } name ? environment[name] : null;

    private string? SetByVariable(Flag flag) => OldVariable(flag) ?? (flag.Variable is { } variable ? SetBy(variable) : null);

    private string? SetBy(string variable)
    {
        foreach (var prefix in Prefixes)
        {
            if (environment.TryGetValue(prefix + variable, out var value) && value.Length > 0)
            {
                return prefix + variable;
            }
        }

        return null;
    }

    private string? FromProject(Flag flag) =>
        flag.ProjectKey is { } key && projectFlags.TryGetValue(key, out var value) && !value.IsNone ? value.ToString() : null;
}
