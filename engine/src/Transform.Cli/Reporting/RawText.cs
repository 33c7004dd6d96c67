using Spectre.Console.Rendering;

namespace Transform.Cli.Reporting;

/// <summary>Lines that carry their own colours and are not to be wrapped or read as markup.</summary>
internal sealed class RawText(string text) : IRenderable
{
    public Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        [Segment.Control(text + "\n")];
}
