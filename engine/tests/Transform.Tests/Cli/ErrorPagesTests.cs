using System.Reflection;
using Shouldly;
using Transform.Core;
using Xunit;

namespace Transform.Tests.Cli;

public sealed class ErrorPagesTests
{
    [Fact]
    public void Every_code_has_a_page_that_starts_with_it()
    {
        var codes = typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);
        var folder = Path.Combine(Golden.RepositoryRoot, "docs", "errors");
        codes.Where(code => !File.Exists(Path.Combine(folder, code + ".md")) || !File.ReadAllText(Path.Combine(folder, code + ".md")).StartsWith($"# {code}", StringComparison.Ordinal))
            .ShouldBeEmpty("write docs/errors/CODE.md for each of these");
    }
}
