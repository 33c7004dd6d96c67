using Shouldly;
using Transform.Core;
using Transform.Templating;
using Xunit;

namespace Transform.Tests.Templating;

/// <summary>A printed template is the same template: it prints alike again, and renders alike.</summary>
public sealed class PrinterTests
{
    [Theory]
    [MemberData(nameof(JinjaGoldenTests.Files), MemberType = typeof(JinjaGoldenTests))]
    public void Printed_templates_are_the_same(string file)
    {
        foreach (var item in GoldenCase.Read(Golden.Fixture("templating", file)).Where(c => !c.Expected.StartsWith("!! ")))
        {
            var printed = TemplatePrinter.Print(Template.Parse(new SourceText("a.sql", item.Template)));
            var again = Template.Parse(new SourceText("b.sql", printed), new TemplateOptions { KeepTrailingNewline = true });

            TemplatePrinter.Print(again).ShouldBe(printed);
            if (!item.IsNative)
            {
                Renderer.Render(again, new RenderState(new DictScope(TestGlobals.With(item.Context)))).ShouldBe(item.Expected, printed);
            }
        }
    }
}
