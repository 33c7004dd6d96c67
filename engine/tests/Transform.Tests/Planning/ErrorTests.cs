using Shouldly;
using Transform.Core;

namespace Transform.Tests.Planning;

/// <summary>What is printed for projects that cannot be planned: everything that is wrong, at once.</summary>
public sealed class ErrorTests
{
    public static TheoryData<string> Projects() =>
        [.. Directory.GetDirectories(Golden.Fixture("planning", "errors")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void says_what_is_wrong(string project)
    {
        var folder = Golden.Fixture("planning", "errors", project);
        var exception = Should.Throw<TransformException>(() => PlanningProject.Build(folder));
        var writer = new StringWriter { NewLine = "\n" };
        DiagnosticPrinter.Print(exception.Diagnostics, writer, ansi: false);
        Golden.Check(Path.Combine(folder, "expected.txt"), writer.ToString());
    }

    [Fact]
    public void names_a_seed_whose_file_cannot_be_read()
    {
        var folder = PlanningProject.Write(new Dictionary<string, string> { ["seeds/a.csv"] = "id\n1\n" });
        try
        {
            File.CreateSymbolicLink(Path.Combine(folder, "seeds", "gone.csv"), "nowhere.csv");
            var diagnostic = Should.Throw<TransformException>(() => PlanningProject.Build(folder)).Diagnostics.ShouldHaveSingleItem();
            diagnostic.Code.ShouldBe(DiagnosticCodes.UnreadableSeed);
            diagnostic.Message.ShouldContain("seeds/gone.csv");
            diagnostic.Message.ShouldNotContain(folder);
            diagnostic.Span.ShouldNotBeNull().Source.Path.ShouldBe("seeds/gone.csv");
            diagnostic.Hint.ShouldNotBeNull();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
