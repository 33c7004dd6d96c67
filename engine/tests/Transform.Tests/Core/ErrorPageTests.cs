using System.Reflection;
using Shouldly;
using Transform.Core;

namespace Transform.Tests.Core;

public sealed class ErrorPageTests
{
    public static TheoryData<string> Codes() => [.. typeof(DiagnosticCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (string)field.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_has_a_page(string code)
    {
        var page = Path.Combine(Golden.RepositoryRoot, "docs", "errors", code + ".md");

        File.Exists(page).ShouldBeTrue($"{page} is missing.");
        File.ReadAllText(page).ShouldStartWith($"# {code}: ");
    }
}
