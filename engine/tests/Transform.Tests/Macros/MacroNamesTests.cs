using Shouldly;
using Transform.Planning;
using Transform.Templating;
using Transform.Tests.Execution;
using Xunit;

namespace Transform.Tests.Macros;

/// <summary>Every macro that dbt has of its own is there, under its name and with its arguments: <c>fixtures/macros/names.txt</c>,
/// recorded by <c>record_names.py</c>. What may differ is in <c>names.differences.txt</c>.</summary>
public sealed class MacroNamesTests
{
    [Fact]
    public void dbts_own_macros_are_there_with_their_arguments()
    {
        using var project = new TestProject();
        var macros = project.Plan().Macros;

        Differences(macros).ShouldBe(File.ReadLines(Golden.Fixture("macros", "names.differences.txt")));
    }

    private static IEnumerable<string> Differences(MacroRegistry macros)
    {
        foreach (var line in File.ReadLines(Golden.Fixture("macros", "names.txt")))
        {
            var dot = line.IndexOf('.', StringComparison.Ordinal);
            var open = line.IndexOf('(', StringComparison.Ordinal);
            var (package, name) = (line[..dot], line[(dot + 1)..open]);
            if ((macros.FindIn(package, name) ?? macros.Find(name, package)) is not { } macro)
            {
                yield return $"{line} is not there";
            }
            else if (Signature(macro) is var signature && signature != line[(open + 1)..^1] && !line.Contains("=...", StringComparison.Ordinal))
            {
                yield return $"{line} is {name}({signature})";
            }
        }
    }

    private static string Signature(MacroBlock macro) => macro.Kind == BlockKind.Materialization
        ? string.Join(", ", macro.SupportedLanguages)
        : string.Join(", ", macro.Parameters.Select(p => p.Default is null ? p.Name
            : TemplateAnalysis.TryGetConstant(p.Default, out var value) ? $"{p.Name}={value.Repr()}" : $"{p.Name}=..."));
}
