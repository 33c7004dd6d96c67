using Transform.Templating;

namespace Transform.Cli.Options;

/// <summary>dbt's <c>--warn-error-options</c>: <c>{error: all}</c>, or <c>include</c> in its older spelling.</summary>
internal static class WarnErrorOptions
{
    /// <summary>Every warning is an error.</summary>
    /// <exception cref="Core.TransformException">Single warnings are named: dbt's names have no counterpart in our codes.</exception>
    public static bool MeansAll(string text)
    {
        var options = YamlArguments.Read(Flags.WarnErrorOptions.Option, text);
        var errors = options.TryGetValue("error", out var value) || options.TryGetValue("include", out value) ? value : Value.None;
        var names = errors.AsList() is { } list ? [.. list.Select(item => item.ToString())] : errors.IsMissing ? Array.Empty<string>() : [errors.ToString()];
        var exceptions = options.Where(pair => pair.Key.ToString() is "warn" or "exclude" or "silence").Any(pair => pair.Value.IsTruthy);
        if (exceptions || names.Any(name => name is not ("all" or "*")))
        {
            throw UsageErrors.Because(
                $"{Flags.WarnErrorOptions.Option} cannot tell single warnings apart yet.", $"Write {Flags.WarnErrorOptions.Option} '{{error: all}}', or leave it out.");
        }

        return names.Length > 0;
    }
}
