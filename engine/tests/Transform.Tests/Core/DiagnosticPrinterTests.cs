using Shouldly;
using Transform.Core;
using Xunit;

namespace Transform.Tests.Core;

public sealed class DiagnosticPrinterTests
{
    private static readonly SourceText Source = new("models/a.sql", "select 1\n\tfrom {{ reff('x') }} as password_1234\nwhere true\n\n");

    [Fact]
    public void Shows_the_place_the_lines_the_hint_and_the_calls_innermost_first()
    {
        var diagnostic = Diagnostic.Error(DiagnosticCodes.UndefinedName, "'reff' is not defined.", Source.Span(18, 4), "Did you mean 'ref'?") with
        {
            Frames = [new DiagnosticFrame("inner", Source.Span(0, 6)), new DiagnosticFrame("outer", Source.Span(9, 1))],
        };

        Print(diagnostic).ShouldBe(
            """
            models/a.sql:2:10: error TF2002: 'reff' is not defined.
              1 | select 1
              2 |     from {{ reff('x') }} as password_1234
                |             ^^^^
              3 | where true
              hint: Did you mean 'ref'?
              in inner at models/a.sql:1:1
              in outer at models/a.sql:2:1

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_diagnostic_without_a_place_is_one_line() =>
        Print(Diagnostic.Warning("TF1003", "Something.")).ShouldBe("warning TF1003: Something.\n");

    [Fact]
    public void The_end_of_a_file_can_be_marked() =>
        Print(Diagnostic.Error("TF2001", "It ends too early.", new SourceText("a", "{{ x").Span(4, 0)))
            .ShouldBe("a:1:5: error TF2001: It ends too early.\n  1 | {{ x\n    |     ^\n");

    [Fact]
    public void A_long_line_is_cut_around_the_cause()
    {
        var source = new SourceText("a", new string('x', 5000) + "CAUSE" + new string('y', 5000));
        var lines = Print(Diagnostic.Error("TF2001", "Here.", source.Span(5000, 5))).Split('\n');

        lines.Max(l => l.Length).ShouldBeLessThan(200);
        lines[1].IndexOf("CAUSE", StringComparison.Ordinal).ShouldBe(lines[2].IndexOf('^', StringComparison.Ordinal));
    }

    [Fact]
    public void Secrets_are_masked_wherever_they_stand()
    {
        var mask = new SecretMask();
        mask.Add("password_1234");
        var writer = new StringWriter { NewLine = "\n" };
        DiagnosticPrinter.Print(
            Diagnostic.Error("TF5001", "No entry with password_1234.", Source.Span(18, 4), "Is password_1234 right?"), writer, ansi: true, mask);

        writer.ToString().ShouldNotContain("password_1234");
        writer.ToString().ShouldContain("*****");
        writer.ToString().ShouldContain("\e[");
    }

    private static string Print(Diagnostic diagnostic)
    {
        var writer = new StringWriter { NewLine = "\n" };
        DiagnosticPrinter.Print(diagnostic, writer, ansi: false);
        return writer.ToString();
    }
}
