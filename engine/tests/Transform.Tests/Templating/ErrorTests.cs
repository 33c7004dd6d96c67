using System.Text;
using Shouldly;
using Transform.Core;
using Transform.Templating;
using Xunit;

namespace Transform.Tests.Templating;

/// <summary>Every message as the analyst reads it. <c>errors/*.sql</c> are the templates; macros of the same name with <c>.macros</c>
/// are known to them.</summary>
public sealed class ErrorTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Golden.Fixture("templating", "errors"), "*.sql").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Errors_say_what_where_and_what_next(string name)
    {
        var folder = Golden.Fixture("templating", "errors");
        var macros = Path.Combine(folder, name + ".macros");
        var output = new StringBuilder();
        foreach (var part in File.ReadAllText(Path.Combine(folder, name + ".sql")).Split("\n--next--\n"))
        {
            output.Append(Describe(part, File.Exists(macros) ? File.ReadAllText(macros) : string.Empty)).Append('\n');
        }

        Golden.Check(Path.Combine(folder, name + ".txt"), output.ToString());
    }

    private static string Describe(string text, string macros)
    {
        try
        {
            var options = new RenderOptions { MaxSteps = 1000, MaxDepth = 20 };
            Renderer.Render(
                Template.Parse(new SourceText("models/a.sql", text)), new RenderState(new DictScope(MacroTests.Globals(macros)), options));
            return "no error\n";
        }
        catch (TransformException e)
        {
            return string.Concat(e.Diagnostics.Select(Describe));
        }
    }

    private static string Describe(Diagnostic diagnostic)
    {
        var span = diagnostic.Span.ShouldNotBeNull();
        var output = new StringBuilder($"{diagnostic.Code} {span}: {diagnostic.Message}\n");
        output.Append("    ").Append(span.Source.Line(span.Line)).Append('\n');
        output.Append("    ").Append(' ', span.Column - 1).Append('^', Math.Clamp(span.Length, 1, Math.Max(span.Source.Line(span.Line).Length - span.Column + 1, 1))).Append('\n');
        if (diagnostic.Hint is { } hint)
        {
            output.Append("  hint: ").Append(hint).Append('\n');
        }

        foreach (var frame in diagnostic.Frames.Take(4))
        {
            output.Append("  in ").Append(frame.Name).Append(" at ").Append(frame.Span).Append('\n');
        }

        return output.ToString();
    }
}
