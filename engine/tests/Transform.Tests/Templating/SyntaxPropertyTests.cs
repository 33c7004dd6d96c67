using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Transform.Core;
using Transform.Templating;
using Xunit;

namespace Transform.Tests.Templating;

/// <summary>Whatever is written, the lexer and the parser answer in order.</summary>
public sealed class SyntaxPropertyTests
{
    private static readonly string[] Pieces =
    [
        "{{", "}}", "{%", "%}", "{#", "#}", "{{-", "-}}", "{%-", "-%}", "{%+", " ", "\n", "\r\n", "a", "select 1", "x", "if", "endif", "else",
        "elif", "for", "in", "endfor", "set", "endset", "macro", "endmacro", "call", "endcall", "filter", "endfilter", "raw", "endraw",
        "{% raw %}", "{% endraw %}", "do", "with", "endwith", "is", "not", "and", "or", "none", "true", "1", "1.5", "1e", "0x", "007", "'a'",
        "\"", "'", "\\", "(", ")", "[", "]", "{", "}", ",", ".", ":", "|", "~", "+", "-", "*", "**", "/", "//", "%", "==", "=", "!=", "<",
        ">=", "!", "@", "é", "😀", "\0", "upper", "join", "materialization", "endmaterialization", "default", "adapter", "docs", "enddocs",
        "test", "endtest", "snapshot", "endsnapshot", "loop", "caller", "varargs", "break", "continue", "recursive", "block", "endblock",
    ];

    private static readonly Arbitrary<string> Soup = Gen.Elements(Pieces).ListOf()
        .Select(pieces => string.Join(pieces.Count % 2 == 0 ? " " : string.Empty, pieces)).ToArbitrary();

    [Fact]
    public void Tokens_are_in_order_and_leave_out_only_whitespace() => Prop.ForAll(Soup, text =>
    {
        var tokens = new List<Token>();
        Lexer.Lex(text, tokens);
        var end = 0;
        foreach (var token in tokens)
        {
            token.Start.ShouldBeGreaterThanOrEqualTo(end);
            token.End.ShouldBeGreaterThanOrEqualTo(token.Start);
            IsSkippable(text[end..token.Start]).ShouldBeTrue(text);
            end = token.End;
        }

        end.ShouldBe(text.Length);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Parsing_ends_in_a_template_or_in_diagnostics_with_places() => Prop.ForAll(Soup, text =>
    {
        try
        {
            Template.Parse(new SourceText("a.sql", text)).Source.Text.ShouldBe(text);
        }
        catch (TransformException e)
        {
            e.Diagnostics.ShouldNotBeEmpty();
            foreach (var diagnostic in e.Diagnostics)
            {
                diagnostic.Span.ShouldNotBeNull().End.ShouldBeLessThanOrEqualTo(text.Length);
                diagnostic.Message.ShouldNotBeNullOrWhiteSpace();
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Expressions_print_alike_and_never_fail_otherwise_than_with_a_diagnostic() =>
        Prop.ForAll(Expressions(4).ToArbitrary(), text => PrintsAndRenders("{{ " + text + " }}"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1500));

    [Fact]
    public void What_parses_renders_or_ends_in_a_diagnostic_and_prints_alike() => Prop.ForAll(Soup, text =>
    {
        try
        {
            Template.Parse(new SourceText("a.sql", text));
        }
        catch (TransformException)
        {
            return;
        }

        PrintsAndRenders(text);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static void PrintsAndRenders(string text)
    {
        var template = Template.Parse(new SourceText("a.sql", text));
        if (template.IsConstant && text.Contains('\r'))
        {
            // Text without a tag keeps its line breaks; printed as a raw block it has tags.
            return;
        }

        var printed = TemplatePrinter.Print(template);
        TemplatePrinter.Print(Template.Parse(new SourceText("b.sql", printed), new TemplateOptions { KeepTrailingNewline = true }))
            .ShouldBe(printed);
        try
        {
            Renderer.Render(template, new RenderState(new DictScope(TestGlobals.With(new Dictionary<string, Value>()))));
        }
        catch (TransformException e)
        {
            e.Diagnostics[0].Span.ShouldNotBeNull();
        }
    }

    private static readonly string[] MethodNames =
    [
        .. new Value[] { "a", new ListValue(), new DictValue(), new TupleValue([]), new SetValue(), 1, 1.5 }
            .SelectMany(Methods.NamesOf).Distinct().Order(StringComparer.Ordinal),
    ];

    private static readonly string[] Formats =
    [
        "%s", "%d", "%5.2f", "%-5s", "%05d", "%x", "%c", "%e", "%g", "%.0f", "%+d", "%#x", "%r", "%,", "%_d", "%>10", "%^3", "%=5", "%.3", "%%", "%.400f",
        "%i", "%.30g", "%010.3f", "%(a)s", "%z", "%",
    ];

    // Well-formed expressions of some depth, with values of every type on every side.
    private static Gen<string> Expressions(int depth)
    {
        var leaf = Gen.Elements(
            "0", "1", "-1", "7", "2.5", "0.0", "1e300", "300", "-300", "'a'", "'%s'", "'{}'", "''", "true", "none", "x", "[]", "[1, 'b']",
            "(1, 2)", "{}", "{'k': 1}", "range(3)", "dict(a=1)", "namespace(a=1)");
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Expressions(depth - 1);
        Gen<string> Two(string format) => inner.Zip(inner, (a, b) => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, a, b));
        return Gen.OneOf(
            leaf,
            Gen.Elements("+", "-", "*", "/", "//", "%", "~", "==", "<", ">=", "in", "not in", "and", "or").SelectMany(op => Two("({0} " + op + " {1})")),
            Gen.Elements("(-{0})", "(not {0})", "({0})", "[{0}]", "({0},)", "{0}[0]", "{0}[::-1]", "{0}[1:]", "{0}.k", "{0}.items()", "{0}.upper()")
                .SelectMany(f => inner.Select(e => f.Replace("{0}", $"({e})"))),
            Gen.Elements(Filters.Names.Where(n => n is not ("random" or "center" or "indent")).Order(StringComparer.Ordinal).ToArray())
                .SelectMany(f => inner.Select(e => $"({e}) | {f}")),
            Gen.Elements(Filters.Names.Where(n => n is not ("random" or "center" or "indent")).Order(StringComparer.Ordinal).ToArray())
                .SelectMany(f => Two("({0}) | " + f + "({1})")),
            Gen.Elements(JinjaTests.Names.Where(n => char.IsLetter(n[0])).Order(StringComparer.Ordinal).ToArray())
                .SelectMany(t => Two("({0}) is " + t + "({1})")),
            Gen.Elements(MethodNames).SelectMany(m => Two("({0})." + m + "({1})")),
            Gen.Elements(MethodNames).SelectMany(m => Two("({0})." + m + "({1}, {0})")),
            Gen.Elements(Formats).SelectMany(f => inner.Select(e => $"'{f}' % ({e},)")),
            Gen.Elements(Formats).SelectMany(f => inner.Select(e => $"'{{:{f[1..]}}}'.format({e})")),
            Gen.Elements(Formats).SelectMany(f => inner.Select(e => $"modules.datetime.datetime(2024, 2, 29).strftime({e})")),
            Two("({0} if {1} else 1)"),
            Two("{{ {0}: {1} }}"));
    }

    // Tags of raw blocks are no tokens: their text is.
    private static bool IsSkippable(string gap) =>
        string.IsNullOrWhiteSpace(gap)
        || (gap.Contains("{%") && gap.Contains("raw", StringComparison.Ordinal) && gap.Trim().EndsWith("%}", StringComparison.Ordinal));
}
