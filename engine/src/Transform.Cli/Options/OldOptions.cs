using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Cli.Options;

/// <summary>Deprecated spellings on the command line.</summary>
internal static class OldOptions
{
    public static ImmutableArray<Diagnostic> Find(FlagValues values)
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

        return found.DrainToImmutable();
    }
}
