using System.Collections.Immutable;
using System.Text.Json;
using Shouldly;
using Transform.Core;
using Transform.Templating;
using Xunit;

namespace Transform.Tests.Templating;

/// <summary>Every template of <c>fixtures/templating</c> prints what real Jinja2 prints; <c>record.py</c> there wrote the
/// expectations. Errors agree in whether they are found while parsing or while rendering.</summary>
public sealed class JinjaGoldenTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Golden.Fixture("templating")).Where(f => f.EndsWith(".lines") || f.EndsWith(".cases"))
            .Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Renders_as_jinja2_does(string file)
    {
        var failures = new List<string>();
        var cases = GoldenCase.Read(Golden.Fixture("templating", file)).ToList();
        foreach (var item in cases)
        {
            var actual = Run(item);
            if (!Agrees(item.Expected, actual))
            {
                failures.Add($"{file}:{item.Line}\n  template: {item.Template}\n  expected: {item.Expected}\n  actual:   {actual}");
            }
        }

        cases.Count.ShouldBeGreaterThan(0);
        (failures.Count == 0).ShouldBeTrue(string.Join("\n", failures));
    }

    private static string Run(GoldenCase item)
    {
        Template template;
        try
        {
            template = Template.Parse(new SourceText("case.sql", item.Template));
        }
        catch (TransformException e)
        {
            return "!! parse " + e.Message;
        }

        var state = new RenderState(new DictScope(TestGlobals.With(item.Context)));
        try
        {
            return item.IsNative ? Renderer.RenderNative(template, state).Repr() : Renderer.Render(template, state);
        }
        catch (TransformException e)
        {
            e.Diagnostics[0].Span.ShouldNotBeNull(item.Template);
            return $"!! {e.Diagnostics[0].Code} {e.Message}";
        }
    }

    private static bool Agrees(string expected, string actual) => expected switch
    {
        "!! TemplateSyntaxError" or "!! TemplateAssertionError" or "!! SyntaxError" => actual.StartsWith("!! parse"),
        "!! UndefinedError" => actual.StartsWith("!! TF2002") || actual.StartsWith("!! TF2003"),
        _ when expected.StartsWith("!! ") => actual.StartsWith("!! TF"),
        _ => actual == expected,
    };
}

/// <summary>One template with what Jinja2 made of it.</summary>
internal sealed record GoldenCase(int Line, string Template, string Expected, ImmutableDictionary<string, Value> Context, bool IsNative)
{
    public static IEnumerable<GoldenCase> Read(string path)
    {
        var text = File.ReadAllText(path);
        return path.EndsWith(".lines") ? ReadLines(text) : ReadCases(text);
    }

    private static IEnumerable<GoldenCase> ReadLines(string text)
    {
        var context = "{}";
        var native = false;
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.StartsWith(": "))
            {
                native = line is ": native" || (native && line is not ": text");
                context = line.StartsWith(": {") ? line[2..] : context;
            }
            else if (line.Contains(" ==>") && !line.StartsWith('#'))
            {
                var at = line.IndexOf(" ==>", StringComparison.Ordinal);
                var expected = line.Length > at + 5 ? Unescape(line[(at + 5)..]) : string.Empty;
                yield return new GoldenCase(number, line[..at], expected, ReadContext(context), native);
            }
        }
    }

    private static IEnumerable<GoldenCase> ReadCases(string text)
    {
        foreach (var part in ("\n" + text).Split("\n=== ").Skip(1))
        {
            var (head, template, expected) = Split(part);
            var options = head.Split('\n').Where(l => l.StartsWith(": ")).Select(l => l[2..]).ToList();
            yield return new GoldenCase(
                text[..Math.Max(text.IndexOf("=== " + head, StringComparison.Ordinal), 0)].Count(c => c == '\n') + 1,
                template,
                expected,
                ReadContext(options.Find(o => o.StartsWith('{')) ?? "{}"),
                options.Contains("native"));
        }
    }

    private static (string Head, string Template, string Expected) Split(string part)
    {
        var head = part[..part.IndexOf("\n---\n", StringComparison.Ordinal)];
        var rest = part[(head.Length + 5)..];
        var template = rest[..rest.IndexOf("\n--->", StringComparison.Ordinal)];
        var start = template.Length + "\n--->\n".Length;
        var expected = rest[start..Math.Max(rest.LastIndexOf("\n<---", StringComparison.Ordinal), start)];
        return (head, template, expected);
    }

    private static string Unescape(string text)
    {
        var output = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            output.Append(text[i] != '\\' ? text[i] : text[++i] switch { 'n' => '\n', 'r' => '\r', var c => c });
        }

        return output.ToString();
    }

    private static ImmutableDictionary<string, Value> ReadContext(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToImmutableDictionary(p => p.Name, p => ReadJson(p.Value));
    }

    private static Value ReadJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new DictValue(element.EnumerateObject().Select(p => KeyValuePair.Create((Value)p.Name, ReadJson(p.Value)))),
        JsonValueKind.Array => new ListValue(element.EnumerateArray().Select(ReadJson)),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var number) ? (Value)number : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => Value.None,
    };
}

/// <summary>What the recorded templates find beside their context.</summary>
internal static class TestGlobals
{
    public static Dictionary<string, Value> With(IReadOnlyDictionary<string, Value> context) => new(context)
    {
        ["modules"] = PythonModules.Create(TimeProvider.System),
        ["set"] = Value.From("set", (_, a) => a.Positional.Length == 0 ? new SetValue() : new SetValue(a.Positional.Span[0].Iterate())),
        ["decimal"] = Value.From("decimal", (_, a) => Value.FromObject(
            decimal.Parse(a.Require(0, "value", "decimal").ToString(), System.Globalization.CultureInfo.InvariantCulture))),
    };
}
