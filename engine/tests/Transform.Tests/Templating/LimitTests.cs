using Shouldly;
using Transform.Core;
using Transform.Templating;
using Xunit;

namespace Transform.Tests.Templating;

/// <summary>Nothing that a template does takes the process down or runs without end.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("{% for i in range(10**6) %}{% for j in range(10**6) %}{% endfor %}{% endfor %}", DiagnosticCodes.StepLimit)]
    [InlineData("{% set l = [1] %}{% for i in l %}{% do l.append(i) %}{% endfor %}", DiagnosticCodes.StepLimit)]
    [InlineData("{% for i in range(10**6) %}{{ loop.length if false }}{% endfor %}", DiagnosticCodes.StepLimit)]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", DiagnosticCodes.RecursionLimit)]
    [InlineData("{% macro m() %}{{ caller() }}{% endmacro %}{% macro n() %}{% call m() %}{{ n() }}{% endcall %}{% endmacro %}{{ n() }}", DiagnosticCodes.RecursionLimit)]
    [InlineData("{% set l = [] %}{% do l.append(l) %}{{ l }}", DiagnosticCodes.RecursionLimit)]
    [InlineData("{% set l = [] %}{% do l.append(l) %}{% set m = [] %}{% do m.append(m) %}{{ l == m }}", DiagnosticCodes.RecursionLimit)]
    [InlineData("{% set d = {} %}{% do d.update(a=d) %}{{ d | tojson }}", DiagnosticCodes.RecursionLimit)]
    [InlineData("{{ 'a' * 10**12 }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{{ [1] * 10**12 }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{{ 10 ** (10 ** 10) }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{{ 10 ** 5000 }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{{ '{:x}'.format(10 ** 50000) }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{{ '%999999999d' % 1 }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{{ '{:999999999}'.format(1) }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{{ range(10**12) | list }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{{ 'a'.center(10**12) }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{{ 'a'.ljust(10**12) }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{{ 'a'.zfill(10**12) }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{{ '\t'.expandtabs(10**12) }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{{ [1] | batch(10**12, 0) }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{{ [1] | slice(10**12) }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{{ 'a' | indent(10**12) }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{% set s = 'a' * 10**6 %}{{ s.replace('', s) }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{% set s = 'a' * 10**6 %}{{ s.replace('a', s) }}", DiagnosticCodes.OperationFailed)]
    [InlineData("{% set s = 'a' * 10**6 %}{{ range(10**6) | join(s) }}", DiagnosticCodes.OperationFailed)]
    public void Renders_end(string template, string code)
    {
        var state = new RenderState(DictScope.Empty, new RenderOptions { MaxSteps = 100_000 });

        Should.Throw<TransformException>(() => Renderer.Render(Template.Parse(new SourceText("a.sql", template)), state))
            .Diagnostics[0].Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("-", "")]
    [InlineData("not ", "")]
    [InlineData("{1:", "}")]
    [InlineData("f(", ")")]
    [InlineData("1 + ", "")]
    [InlineData("1 ~ ", "")]
    [InlineData("1 ** ", "")]
    [InlineData("1 and ", "")]
    [InlineData("1 if 1 else ", "")]
    [InlineData("", ".a")]
    [InlineData("", "|upper")]
    [InlineData("", "[0]")]
    [InlineData("", "()")]
    public void Deep_expressions_are_an_error_or_work(string before, string after)
    {
        var text = string.Concat(Enumerable.Repeat(before, 100_000)) + "1" + string.Concat(Enumerable.Repeat(after, 100_000));

        Tolerate("{{ " + text + " }}");
    }

    [Theory]
    [InlineData("{% if 1 %}", "{% endif %}")]
    [InlineData("{% for x in [1] %}", "{% endfor %}")]
    [InlineData("{% macro m() %}", "{% endmacro %}")]
    [InlineData("{% set x %}", "{% endset %}")]
    [InlineData("{% if 1 %}{% elif 2 %}", "{% endif %}")]
    public void Deep_blocks_are_an_error(string open, string close) =>
        Tolerate(string.Concat(Enumerable.Repeat(open, 10_000)) + string.Concat(Enumerable.Repeat(close, 10_000)));

    [Theory]
    [InlineData("f(", ")", "|upper")]
    [InlineData("f(", ")", ".a")]
    [InlineData("f(", ")", ".upper()")]
    [InlineData("[", "]", "[0]")]
    [InlineData("{1: ", "}", "[1]")]
    [InlineData("(", ")", " + 1")]
    public void Deep_expressions_with_long_chains_are_an_error_or_work(string before, string after, string link)
    {
        var chain = string.Concat(Enumerable.Repeat(link, 450));
        var text = string.Concat(Enumerable.Repeat(before, 110)) + "1" + string.Concat(Enumerable.Repeat(after + chain, 110));

        Tolerate("{% macro f(x) %}{{ x }}{% endmacro %}{{ " + text + " }}");
    }

    [Theory]
    [InlineData("{% if 1 %}", "{% endif %}")]
    [InlineData("{% for x in [1] %}", "{% endfor %}")]
    [InlineData("{% call c() %}", "{% endcall %}")]
    [InlineData("{% set x %}", "{% endset %}")]
    public void Deep_blocks_within_deep_recursion_are_an_error_or_work(string open, string close) => Tolerate(
        "{% macro c() %}{{ caller() }}{% endmacro %}{% macro m() %}" + string.Concat(Enumerable.Repeat(open, 100)) + "{{ m() }}"
        + string.Concat(Enumerable.Repeat(close, 100)) + "{% endmacro %}{{ m() }}");

    [Fact]
    public void Macros_may_recurse_as_deep_as_pythons_do() =>
        Renderer.Render(
            Template.Parse(new SourceText("a.sql", "{% macro m(n) %}{{ m(n - 1) if n }}.{% endmacro %}{{ m(900) }}")),
            new RenderState(DictScope.Empty)).Length.ShouldBe(901);

    [Theory]
    [InlineData("{% set d = {} %}{% for i in range(10**6) %}{% for j in range(10**6) %}{% do d.update({(i, j): 1}) %}{% endfor %}{% endfor %}")]
    [InlineData("{% set s = 'a' * 10**6 %}{% for i in range(10**6) %}{{ s }}{% endfor %}")]
    [InlineData("{% set l = [] %}{% for i in range(10**6) %}{% do l.extend(range(10**6)) %}{% endfor %}")]
    public void What_grows_without_end_ends(string template) => Should.Throw<TransformException>(() =>
        Renderer.Render(Template.Parse(new SourceText("a.sql", template)), new RenderState(DictScope.Empty, new RenderOptions { MaxSteps = 200_000 })));

    [Fact]
    public void A_cancelled_render_ends()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Should.Throw<OperationCanceledException>(() => Renderer.Render(
            Template.Parse(new SourceText("a.sql", "{% for i in range(1000) %}{{ i }}{% endfor %}")),
            new RenderState(DictScope.Empty, cancellationToken: source.Token)));
    }

    // On a stack as small as some systems give to threads.
    private static void Tolerate(string template)
    {
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    Renderer.Render(Template.Parse(new SourceText("a.sql", template)), new RenderState(DictScope.Empty));
                }
                catch (TransformException)
                {
                    // An answer.
                }
                catch (Exception e)
                {
                    failure = e;
                }
            },
            1024 * 1024);
        thread.Start();
        thread.Join();
        failure.ShouldBeNull();
    }
}
