using Shouldly;
using Transform.Cli;
using Transform.Cli.Options;
using Transform.Core;
using Xunit;

namespace Transform.Tests.Cli;

/// <summary>What dbt itself made of each set of options is in <c>fixtures/cli/warnings/expected.txt</c>.</summary>
public sealed class WarnErrorOptionsTests
{
    [Fact]
    public void Does_as_dbt_does()
    {
        foreach (var line in File.ReadLines(Golden.Fixture("cli", "warnings", "expected.txt")))
        {
            var parts = line.Split('\t');
            Ends(parts[0]).ShouldBe(parts[1..], parts[0]);
        }
    }

    [Fact]
    public void What_dbt_has_no_warning_for_stays_a_warning()
    {
        WarningPolicy.Errors.Apply(Diagnostic.Warning(DiagnosticCodes.UnknownKey, "x"))!.Severity.ShouldBe(Severity.Warning);
        WarningPolicy.Errors.Apply(Diagnostic.Warning(DiagnosticCodes.DuplicateKey, "x"))!.Severity.ShouldBe(Severity.Error);
    }

    private static string[] Ends(string options)
    {
        WarningPolicy policy;
        try
        {
            policy = WarnErrorOptions.Read(YamlArguments.Read("--warn-error-options", options));
        }
        catch (TransformException)
        {
            return ["refused"];
        }

        return [End(Diagnostic.Deprecated("ExposureNameDeprecation", "x", null)), End(Diagnostic.Warning(DiagnosticCodes.NothingSelected, "x") with { Event = "NothingToDo" })];

        string End(Diagnostic diagnostic) => policy.Apply(diagnostic)?.Severity switch
        {
            null => "silent",
            Severity.Error => "error",
            _ => "warning",
        };
    }
}
