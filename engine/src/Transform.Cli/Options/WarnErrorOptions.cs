using System.Collections.Immutable;
using Transform.Core;
using Transform.Templating;

namespace Transform.Cli.Options;

/// <summary>dbt's <c>--warn-error-options</c>: lists of names under <c>error</c>, <c>warn</c> and <c>silence</c>, with
/// <c>include</c> and <c>exclude</c> as older spellings of the first two.</summary>
internal static class WarnErrorOptions
{
    private static readonly string[] Keys = ["error", "warn", "silence", "include", "exclude"];

    /// <exception cref="TransformException">It does not say what it should, or names a warning that there is not.</exception>
    public static WarningPolicy Read(DictValue options)
    {
        foreach (var (key, _) in options)
        {
            if (Array.IndexOf(Keys, key.ToString()) < 0)
            {
                throw Wrong($"has no key '{key}'.", NearMiss.Question(key.ToString(), Keys) ?? "It takes error, warn and silence.");
            }
        }

        var (error, warn) = (Either(options, "error", "include"), Either(options, "warn", "exclude"));
        var all = error.AsString() is { } word
            && (word is "all" or "*" ? true : throw Wrong($"cannot be {{error: {word}}}.", $"Write {{error: all}}, or a list: {{error: [{word}]}}."));
        var policy = new WarningPolicy
        {
            AllAreErrors = all,
            Error = all ? [] : Names(error, "error"),
            Warn = Names(warn, "warn"),
            Silence = Names(options["silence"], "silence"),
        };
        if (policy.Warn.Length > 0 && !all && !policy.Error.Contains(WarningNames.Deprecations) && !policy.Silence.Contains(WarningNames.Deprecations))
        {
            throw Wrong(
                "has 'warn', which makes exceptions of 'error', and there is nothing to make them of.",
                "Add error: all, or Deprecations to the list of error or silence.");
        }

        return policy;
    }

    private static Value Either(DictValue options, string name, string old)
    {
        var (value, other) = (options[name], options[old]);
        return value.IsTruthy && other.IsTruthy
            ? throw Wrong($"has both '{name}' and '{old}', which mean the same.", $"Keep '{name}'.")
            : options.ContainsKey(old) ? other : value;
    }

    private static ImmutableArray<string> Names(Value value, string key)
    {
        if (value.IsMissing || value.IsNone)
        {
            return [];
        }

        if (value.AsList() is not { } list)
        {
            throw Wrong($"needs a list under '{key}', not {value.Repr()}.", $"Write {{{key}: [{value}]}}.");
        }

        var names = ImmutableArray.CreateBuilder<string>(list.Count);
        foreach (var item in list)
        {
            var name = item.ToString();
            if (!WarningNames.IsKnown(name))
            {
                throw Wrong(
                    $"names '{name}' under '{key}', and there is no such warning.",
                    NearMiss.Question(name, WarningNames.All) ?? "The names are listed in docs/compatibility.md; Deprecations stands for all deprecations.");
            }

            names.Add(name);
        }

        return names.DrainToImmutable();
    }

    private static TransformException Wrong(string message, string hint) => UsageErrors.Because($"{Flags.WarnErrorOptions.Option} {message}", hint);
}
