using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Transform.Core;
using Transform.Loading.Context;
using Transform.Loading.Yaml;
using Transform.Templating;
using Xunit;

namespace Transform.Tests.Loading;

public sealed class YamlTreeTests
{
    [Fact]
    public void Merge_keys_come_first_and_give_way_to_what_is_written() =>
        Read("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  y: 9\n  <<: [*a, *b]\n  w: 5\n")
            .AsDict()!["c"].Repr().ShouldBe("{'y': 9, 'z': 4, 'x': 1, 'w': 5}");

    [Fact]
    public void Places_are_exact()
    {
        var source = new SourceText("a.yml", "models:\n  - name: \"é x\"\n    tags: [a, 'b c']\n");
        var document = YamlReader.Read(source, _ => { })!;
        var entry = (YamlMap)((YamlList)((YamlMap)document.Root!)["models"]!).Items[0];
        document.Span(entry["name"]!).ToString().ShouldBe("a.yml:2:11");
        Text(entry["name"]!).ShouldBe("\"é x\"");
        Text(entry["tags"]!).ShouldBe("[a, 'b c']");
        Text(((YamlList)entry["tags"]!).Items[1]).ShouldBe("'b c'");

        string Text(YamlNode node) => source.Text[node.Start..node.End];
    }

    // What PyYAML makes of the same texts.
    [Theory]
    [InlineData("a: |\n  \n  x\nb: 1\n", "{'a': '\\nx\\n', 'b': 1}")]
    [InlineData("- a: |-\n    \n    x\n  b: 1\n", "[{'a': '\\nx', 'b': 1}]")]
    [InlineData("a: |\n  \n  \n  x\n", "{'a': '\\n\\nx\\n'}")]
    [InlineData("a: |\n \n    f:\n        \"\"\"\n      x: y\nb: |\n\n  z\n", "{'a': '\\nf:\\n    \"\"\"\\n  x: y\\n', 'b': '\\nz\\n'}")]
    [InlineData("a: |   # c | d\n  \n  x\nb: >\n  \n  y\n", "{'a': '\\nx\\n', 'b': '\\ny\\n'}")]
    [InlineData("a: |\n    \nb: 2\n", "{'a': '', 'b': 2}")]
    [InlineData("a: |\r\n  \r\n  x\r\nb: 1\r\n", "{'a': '\\nx\\n', 'b': 1}")]
    [InlineData("a: |\n  \n  x |\n   \n  y\n", "{'a': '\\nx |\\n \\ny\\n'}")]
    public void A_literal_block_may_start_with_a_line_of_spaces(string yaml, string expected) => Read(yaml).Repr().ShouldBe(expected);

    [Fact]
    public void Places_are_exact_behind_a_line_of_spaces()
    {
        var source = new SourceText("a.yml", "a: |\n  \n  x\nb: here\n");
        var document = YamlReader.Read(source, _ => { })!;
        document.Span(((YamlMap)document.Root!)["b"]!).ToString().ShouldBe("a.yml:4:4");
    }

    [Fact]
    public void A_file_of_aliases_of_aliases_is_refused_and_not_expanded()
    {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(
            Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        var said = new List<Diagnostic>();
        var document = YamlReader.Read(new SourceText("a.yml", text), said.Add)!;
        new YamlValues(document.Source, said.Add).ToValue(document.Root!);
        said.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.InvalidYaml);
    }

    [Fact]
    public void Deep_nesting_is_refused_and_does_not_crash()
    {
        var said = new List<Diagnostic>();
        YamlReader.Read(new SourceText("a.yml", new string('[', 5_000)), said.Add).ShouldBeNull();
        said.ShouldHaveSingleItem().Message.ShouldContain("nested");
    }

    /// <summary>Whatever tree is written as YAML is read back as it was.</summary>
    [Fact]
    public void Every_tree_round_trips()
    {
        var property = Prop.ForAll(Arb.From(Tree(4)), value =>
        {
            var yaml = PythonYaml.Dump(value, sortKeys: false, null);
            return Read(yaml).Repr() == value.Repr();
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), property);
    }

    private static Gen<Value> Tree(int depth)
    {
        var words = Gen.Elements(
            "", "a", "yes", "No", "null", "~", "1", "-1.5", "1e3", "0x1F", "010", "2024-01-31", "a: b", "a #b", "- a", "it's", "\"q\"", " x ",
            "multi\nline\n", "tab\there", "é", "{{ x }}", "[a]", "{a}", "*a", "&a", "!a", "%a", "@a", "`a", "a:", ":", "-", "?", "<<", "=", "a\n\n b", "x\u0001");
        var scalars = Gen.OneOf(
            words.Select(w => (Value)w),
            ArbMap.Default.GeneratorFor<int>().Select(i => (Value)i),
            Gen.Elements((Value)true, false, Value.None, 1.5, -0.25, 1e30));
        if (depth == 0)
        {
            return scalars;
        }

        var inner = Tree(depth - 1);
        return Gen.Frequency(
            (3, scalars),
            (1, inner.ListOf().Select(items => (Value)new ListValue(items.Take(4)))),
            (2, words.Zip(inner).ListOf().Select(pairs =>
            {
                var dict = new DictValue();
                foreach (var (key, value) in pairs.Take(4))
                {
                    dict[key] = value;
                }

                return (Value)dict;
            })));
    }

    private static Value Read(string text)
    {
        var document = YamlReader.Read(new SourceText("a.yml", text), d => throw new TransformException(d))!;
        return document.Root is null ? Value.None : new YamlValues(document.Source, d => throw new TransformException(d)).ToValue(document.Root);
    }
}
