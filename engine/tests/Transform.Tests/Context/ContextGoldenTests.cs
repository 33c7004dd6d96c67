using System.Collections.Immutable;
using Shouldly;
using Transform.Core;
using Xunit;

namespace Transform.Tests.Context;

/// <summary>What every context answers is what real dbt answers; <c>record.py</c> in <c>fixtures/context</c> wrote the expectations.
/// An error is expected where dbt has one.</summary>
public sealed class ContextGoldenTests(ProbeProject probe) : IClassFixture<ProbeProject>
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Golden.Fixture("context"), "*.lines").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void answers_as_dbt_does(string file)
    {
        var failures = new List<string>();
        var count = 0;
        foreach (var item in ContextCase.Read(Golden.Fixture("context", file)).Where(c => ProbeProject.Knows(c.Phase)))
        {
            count++;
            var actual = Run(item);
            if (!Agrees(item.Expected, actual))
            {
                failures.Add($"{file}:{item.Line} ({item.Phase})\n  template: {item.Template}\n  expected: {item.Expected}\n  actual:   {actual}");
            }
        }

        count.ShouldBeGreaterThan(0);
        (failures.Count == 0).ShouldBeTrue(string.Join("\n", failures));
    }

    /// <summary>What is said of each mistake. The file is ours: dbt's words are its own.</summary>
    [Fact]
    public void says_what_is_wrong() => Golden.Check(
        Golden.Fixture("context", "messages.txt"),
        string.Join('\n', Directory.GetFiles(Golden.Fixture("context"), "*.lines").Order(StringComparer.Ordinal)
            .SelectMany(ContextCase.Read).Where(c => c.Expected.StartsWith("!! ", StringComparison.Ordinal))
            .Select(c => $"{c.Phase}: {c.Template}\n{Describe(c)}\n")));

    private string Run(ContextCase item)
    {
        try
        {
            return Escape(probe.Render(item.Phase, item.Template));
        }
        catch (TransformException e)
        {
            e.Diagnostics.ShouldNotBeEmpty();
            return $"!! {e.Diagnostics[0].Code} {e.Message}";
        }
    }

    private string Describe(ContextCase item)
    {
        try
        {
            return "    " + Escape(probe.Render(item.Phase, item.Template));
        }
        catch (TransformException e)
        {
            var diagnostic = e.Diagnostics[0];
            var lines = new List<string> { $"{diagnostic.Code} {diagnostic.Message}" };
            lines.AddRange(diagnostic.Frames.Select(f => $"in {f.Name}"));
            if (diagnostic.Hint is { } hint)
            {
                lines.Add($"hint: {hint}");
            }

            return "    " + string.Join('\n', lines).Replace("\n", "\n    ", StringComparison.Ordinal);
        }
    }

    private static bool Agrees(string expected, string actual) =>
        expected.StartsWith("!! ", StringComparison.Ordinal) ? actual.StartsWith("!! TF", StringComparison.Ordinal) : actual == expected;

    private string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
        .Replace(probe.Folder, "<folder>", StringComparison.Ordinal);
}

/// <summary>One template with the context it is rendered in and what dbt made of it.</summary>
internal sealed record ContextCase(int Line, string Phase, string Template, string Expected)
{
    public static IEnumerable<ContextCase> Read(string path)
    {
        var phase = string.Empty;
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.StartsWith(": ", StringComparison.Ordinal))
            {
                phase = line[2..].Trim();
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                var at = line.IndexOf(" ==>", StringComparison.Ordinal);
                var ours = line.IndexOf(" ~~>", StringComparison.Ordinal);
                var expected = ours >= 0 ? line[(ours + 4)..] : line[(at + 4)..];
                yield return new ContextCase(number, phase, line[..at], expected.StartsWith(' ') ? expected[1..] : expected);
            }
        }
    }
}
