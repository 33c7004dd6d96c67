using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Cli.Options;

/// <summary>Deprecated spellings on the command line.</summary>
internal static class OldOptions
{
    private const string EnginePrefix = "DBT_ENGINE_";

    // Those that are no options.
    private static readonly string[] OtherVariables = ["INVOCATION_ENV", "RECORDED_FILE_PATH", "TEST_STATE_MODIFIED", "PP_FILE_DIFF_TEST", "PP_TEST", "DOWNLOAD_DIR", "HOST"];

    /// <summary>What stands on the command line and in the environment under an old name, or where it should not.</summary>
    /// <param name="values">What was said.</param>
    /// <param name="environment">The environment variables.</param>
    public static ImmutableArray<Diagnostic> Find(FlagValues values, IReadOnlyDictionary<string, string> environment)
    {
        var found = ImmutableArray.CreateBuilder<Diagnostic>();
        if (values.HasWord("--models", "--model", "-m"))
        {
            found.Add(Diagnostic.Deprecated(
                "ModelParamUsageDeprecation", "--models, --model and -m are old names of --select.", null, "Write --select or -s instead."));
        }

        var options = values.Mapping(Flags.WarnErrorOptions);
        if (options.ContainsKey("include") || options.ContainsKey("exclude"))
        {
            found.Add(Diagnostic.Deprecated(
                "WEOIncludeExcludeDeprecation", $"'include' and 'exclude' in {Flags.WarnErrorOptions.Option} are old names of 'error' and 'warn'.", null,
                "Write error: and warn: instead."));
        }

        AddVariables(found, values, environment);
        return found.DrainToImmutable();
    }

    private static void AddVariables(ImmutableArray<Diagnostic>.Builder found, FlagValues values, IReadOnlyDictionary<string, string> environment)
    {
        HashSet<string>? known = null;
        foreach (var name in environment.Keys.Order(StringComparer.Ordinal))
        {
            if (name.StartsWith(EnginePrefix, StringComparison.Ordinal)
                && !(known ??= [.. CommandTable.All.SelectMany(static spec => spec.Flags).Concat(Flags.Global).SelectMany(static flag => new[] { flag.Variable, flag.OldVariable }).OfType<string>(), .. OtherVariables])
                    .Contains(name[EnginePrefix.Length..]))
            {
                found.Add(Diagnostic.Deprecated(
                    "EnvironmentVariableNamespaceDeprecation", $"The environment variable {name} is none of dbt's, and {EnginePrefix} is for those.", null, "Give it another name."));
            }
        }

        foreach (var flag in Flags.Global)
        {
            if (values.OldVariable(flag) is { } old)
            {
                found.Add(Diagnostic.Deprecated(
                    "EnvironmentVariableRenamed", $"The environment variable {old} is an old one, and counts before {flag.Option}.", null,
                    $"Set {EnginePrefix}{flag.Variable}{(flag.OldIsContrary ? " to the contrary" : string.Empty)} instead."));
            }
        }
    }
}
