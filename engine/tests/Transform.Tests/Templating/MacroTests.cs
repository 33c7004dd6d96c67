using Shouldly;
using Transform.Adapters;
using Transform.Adapters.DuckDb;
using Transform.Core;
using Transform.Templating;
using Xunit;

namespace Transform.Tests.Templating;

/// <summary>What dbt adds to Jinja: blocks of files, <c>return</c>, macros that see the render's globals.</summary>
public sealed class MacroTests
{
    [Fact]
    public void A_recursive_loop_can_be_called_after_its_macro_has_ended()
    {
        var many = string.Concat(Enumerable.Range(0, 40).Select(i => $"{{% set v{i} = x %}}"));
        var template = Parse($$$"""
            {% macro a(ns) %}{% for x in [1] recursive %}{% set ns.l = loop %}{{{many}}}{{ v39 }}{% endfor %}{% endmacro -%}
            {% macro b(ns, p) %}{{ ns.l([7]) }}{{ p }}{% endmacro -%}
            {% set ns = namespace() %}{{ a(ns) }}-{{ b(ns, 'p') }}
            """);

        // What Jinja2 prints.
        Renderer.Render(template, State()).Trim().ShouldBe("1-7p");
    }

    /// <summary>Only what certainly is the macro's own is left out.</summary>
    [Theory]
    [InlineData("{% macro m(a, b=c, d=d) %}{{ a }}{{ b() }}{{ d }}{% endmacro %}", "c d")]
    [InlineData("{% macro m() %}{{ a }}{% set a = b %}{{ a }}{{ a.x }}{% endmacro %}", "a b")]
    [InlineData("{% macro m() %}{% set a = a() %}{{ a }}{% endmacro %}", "a")]
    [InlineData("{% macro m() %}{% set a, b = c %}{% set ns.x = a %}{{ b }}{% endmacro %}", "c ns ns.x")]
    [InlineData("{% macro m() %}{% if c %}{% set a = 1 %}{{ a }}{% else %}{% set b = 1 %}{% endif %}{{ a }}{{ b }}{% endmacro %}", "a b c")]
    [InlineData("{% macro m() %}{% for a in a %}{{ a }}{% set b = 1 %}{{ b }}{% else %}{{ a.y }}{% endfor %}{{ b }}{% endmacro %}", "a a.y b")]
    [InlineData("{% macro m() %}{% set a | replace(c, 'x') %}{{ a }}{% endset %}{{ a }}{% endmacro %}", "a c")]
    [InlineData("{% macro m() %}{% call(a) b() %}{{ a }}{% endcall %}{{ a }}{% endmacro %}", "a b")]
    [InlineData("{% macro m() %}{% with a = b %}{{ a }}{% endwith %}{{ a }}{% endmacro %}", "a b")]
    [InlineData("{% macro m() %}{% filter upper %}{% set a = 1 %}{% endfilter %}{{ a }}{% endmacro %}", "a")]
    public void Names_that_a_macro_reads_are_those_from_outside(string text, string expected) =>
        string.Join(' ', TemplateAnalysis.Names(Parse(text).Blocks.Single()).Distinct().Order(StringComparer.Ordinal)).ShouldBe(expected);

    /// <summary>Built-in macros are listed by their tags and parsed when one of a file is needed: both must see the same.</summary>
    [Fact]
    public void Built_in_macros_are_outlined_as_they_are_parsed()
    {
        foreach (var source in MacroLibrary.Global.Concat(new DuckDbAdapterFactory().Macros))
        {
            var outline = BlockOutline.TryRead(source).ShouldNotBeNull($"{source.Path} holds more than macros, so it is parsed at every start");
            var parsed = Template.Parse(source);
            outline.Blocks.Select(Describe).ShouldBe(parsed.Blocks.Select(Describe), source.Path);
            TemplatePrinter.Print(outline).ShouldBe(TemplatePrinter.Print(parsed));
        }

        static string Describe(MacroBlock b) =>
            $"{b.Kind} {b.UniqueName} {b.Span} {b.Span.Length} {b.NameSpan} {b.NameSpan.Length} {b.BodySpan} {b.BodySpan.Length} " +
            $"({string.Join(", ", b.Parameters.Select(p => p.Name))}) {b.Body.Length} {string.Join(", ", b.SupportedLanguages)} {b.Features}";
    }

    [Theory]
    [InlineData("{% docs d %}text{% enddocs %}")]
    [InlineData("{% macro m() %}x{% endmacro %}{{ y }}{% set a = 1 %}")]
    [InlineData("{% materialization m, adapter=none %}x{% endmaterialization %}")]
    [InlineData("{% macro m() %}x")]
    public void A_file_that_holds_more_than_plain_macros_has_no_outline(string text) =>
        BlockOutline.TryRead(new SourceText("m.sql", text)).ShouldBeNull();

    [Fact]
    public void Blocks_of_a_file_are_known_by_kind_and_name()
    {
        var template = Parse("""
            text
            {% macro m(a, b=1) %}x{% endmacro %}
            {% test positive(model, column_name) %}select 1{% endtest %}
            {% data_test other(model) %}select 2{% enddata_test %}
            {% materialization mine, default %}a{% endmaterialization %}
            {% materialization mine, adapter='duckdb', supported_languages=['sql', 'python'] -%}b{%- endmaterialization %}
            {% snapshot s %} {{ config(x=1) }} select 1 {% endsnapshot %}
            {% docs d %}
              # Title
            {% enddocs %}
            """);

        template.Blocks.Select(b => $"{b.Kind} {b.Name} {b.UniqueName}").ShouldBe(
        [
            "Macro m m", "Test positive test_positive", "Test other test_other", "Materialization mine materialization_mine_default",
            "Materialization mine materialization_mine_duckdb", "Snapshot s s", "Docs d d",
        ]);
        template.Blocks[0].Parameters.Select(p => p.Name).ShouldBe(["a", "b"]);
        template.Blocks[4].SupportedLanguages.ShouldBe(["sql", "python"]);
        template.Blocks[4].BodyText.ShouldBe("b");
        template.Blocks[5].BodyText.ShouldBe(" {{ config(x=1) }} select 1 ");
        template.Blocks[6].DocsText.ShouldBe("# Title");
        template.Blocks[0].NameSpan.Line.ShouldBe(2);
        template.Blocks[0].NameSpan.Column.ShouldBe(10);
        Renderer.Render(template, State()).Trim().ShouldBe("text");
    }

    [Fact]
    public void A_blocks_text_has_the_whitespace_that_its_tags_strip()
    {
        var template = Parse("a\n\n{%- macro m() -%}\n x {{ 1 }}\n{%- endmacro -%}\n\nb{% macro n() %}y{% endmacro %} ");

        template.Blocks[0].Text.ShouldBe("\n\n{%- macro m() -%}\n x {{ 1 }}\n{%- endmacro -%}\n\n");
        template.Blocks[0].BodyText.ShouldBe("\n x {{ 1 }}\n");
        template.Blocks[1].Text.ShouldBe("{% macro n() %}y{% endmacro %}");
    }

    [Fact]
    public void Return_gives_a_value_and_ends_the_macro() =>
        Render(
            "{% macro m(n) %}before{% for i in [1, 2, 3] %}{% if i == n %}{{ return({'i': i}) }}{% endif %}{% endfor %}after{% endmacro %}",
            "{{ m(2).i + 1 }} {{ m(9) }} {% do m(1) %}{{ m(1) is mapping }}").ShouldBe("3 beforeafter True");

    [Fact]
    public void Return_within_a_call_block_ends_the_macro_that_calls_it() =>
        Render(
            "{% macro m() %}a{{ caller() }}b{% endmacro %}{% macro n() %}{% call m() %}{{ return(5) }}{% endcall %}!{% endmacro %}",
            "{{ n() }}").ShouldBe("5!");

    [Fact]
    public void Return_stops_the_expression_that_it_stands_in() =>
        Render("{% macro m() %}{{ none.x.y(return(1)) if false else f(return(7)) }}{% endmacro %}{% macro f(x) %}no{% endmacro %}", "{{ m() }}")
            .ShouldBe("7");

    [Fact]
    public void File_macros_see_globals_and_never_the_callers_names() =>
        Render("{% macro m() %}{{ g }}-{{ x is defined }}{% endmacro %}", "{% set x = 1 %}{{ m() }}").ShouldBe("global-False");

    [Fact]
    public void Macros_of_a_template_see_its_names() =>
        Render(string.Empty, "{% set x = 1 %}{% macro m() %}{{ x }}{{ g }}{% endmacro %}{{ m() }}").ShouldBe("1global");

    [Fact]
    public void A_materialization_returns_its_relations()
    {
        var block = Parse("{% materialization t, default %}text{% set r = 'x' %}{{ return({'relations': [r]}) }}{% endmaterialization %}").Blocks[0];

        block.Call(State(), Arguments.Empty).Repr().ShouldBe("{'relations': ['x']}");
    }

    [Fact]
    public void The_state_knows_the_running_macro()
    {
        var seen = new List<string>();
        var globals = Globals("{% macro outer() %}{{ inner() }}{{ look() }}{% endmacro %}{% macro inner() %}{{ look() }}{% endmacro %}");
        globals["look"] = Value.From("look", (s, _) =>
        {
            seen.Add($"{s.CurrentMacro?.Name} {s.MacroDepth}");
            return Value.EmptyString;
        });

        Renderer.Render(Parse("{{ look() }}{{ outer() }}{{ look() }}"), new RenderState(new DictScope(globals)));

        seen.ShouldBe([" 0", "inner 2", "outer 1", " 0"]);
    }

    [Fact]
    public void Permissive_undefined_values_can_be_called_and_asked()
    {
        var state = new RenderState(DictScope.Empty, new RenderOptions { PermissiveUndefined = true });

        Renderer.Render(Parse("[{{ nope(1).x['y']() }}]{% if nope.x %}a{% endif %}"), state).ShouldBe("[]");
    }

    [Fact]
    public void Typed_parameters_are_read() =>
        Render("{% macro m(a: string, b: list[optional[int]] = 2) %}{{ a }}{{ b }}{% endmacro %}", "{{ m('x') }}").ShouldBe("x2");

    [Fact]
    public void Calls_are_found_in_the_tree()
    {
        var template = Parse("{{ ref('a') }}{{ source('s', \"t\") }}{{ config(tags=['x'], n=-1) }}{{ pkg.m(x) }}{{ adapter.dispatch('d', 'p')(1) }}");

        TemplateAnalysis.Calls(template).Select(c => $"{c.Qualifier}:{c.Name}:{c.IsConstant}:{c.Positional.Length}:{c.Keywords.Length}").ShouldBe(
            [":ref:True:1:0", ":source:True:2:0", ":config:True:0:2", "pkg:m:False:0:0", "adapter:dispatch:True:2:0"]);
        TemplateAnalysis.Calls(template)[2].Keywords[1].Value.Repr().ShouldBe("-1");
        TemplateAnalysis.Calls(template)[3].Span.Column.ShouldBe(template.Source.Text.IndexOf("pkg", StringComparison.Ordinal) + 1);
    }

    [Theory]
    [InlineData("select 1\n", true)]
    [InlineData("select '{' || '}' \n", true)]
    [InlineData("{# c #}select 1\n", true)]
    [InlineData("select {{ 1 }}", false)]
    public void Constant_templates_are_known(string text, bool isConstant) => Parse(text).IsConstant.ShouldBe(isConstant);

    [Fact]
    public void Text_without_any_tag_is_not_touched() => Renderer.Render(Parse("select 1\r\n\n"), State()).ShouldBe("select 1\r\n\n");

    [Fact]
    public void Line_breaks_become_line_feeds() => Renderer.Render(Parse("a\r\n{{ 'b\r\nc' }}\rd\r\n"), State()).ShouldBe("a\nb\nc\nd");

    private static string Render(string macros, string template) =>
        Renderer.Render(Parse(template), new RenderState(new DictScope(Globals(macros))));

    private static Template Parse(string text) => Template.Parse(new SourceText("models/a.sql", text));

    private static RenderState State() => new(new DictScope(Globals(string.Empty)));

    internal static Dictionary<string, Value> Globals(string macros)
    {
        var globals = new Dictionary<string, Value>
        {
            ["g"] = "global",
            ["return"] = Value.From("return", (s, a) =>
            {
                s.Return(a.Get(0, "data", Value.None));
                return Value.None;
            }),
        };
        foreach (var block in Template.Parse(new SourceText("macros/m.sql", macros)).Blocks)
        {
            block.PackageName = "shop";
            globals[block.Name] = Value.From(block);
        }

        return globals;
    }
}
