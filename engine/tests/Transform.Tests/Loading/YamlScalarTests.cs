using Shouldly;
using Transform.Loading.Yaml;
using Transform.Templating;
using Xunit;

namespace Transform.Tests.Loading;

/// <summary>Plain scalars against what PyYAML makes of them, recorded by <c>fixtures/loading/record_scalars.py</c>.</summary>
public sealed class YamlScalarTests
{
    public static TheoryData<string, string, string> Recorded()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var line in File.ReadLines(LoadingFixtures.Path("scalars.tsv")))
        {
            var parts = line.Split('\t');
            data.Add(parts[0], parts[1], parts[2]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Scalars_are_read_as_pyyaml_reads_them(string text, string type, string value)
    {
        // A lone '=' has no constructor in PyYAML; here it is a text.
        if (text is "=" or "<<")
        {
            YamlScalars.Resolve(text).AsString().ShouldBe(text);
            return;
        }

        // PyYAML's converter fails where its own pattern matches; as text nothing is lost.
        if (type == "error" && text is "0b_" or "0b" or "0x_" or "0x")
        {
            return;
        }

        if (type == "error")
        {
            Should.Throw<FormatException>(() => YamlScalars.Resolve(text));
            return;
        }

        var read = YamlScalars.Resolve(text);
        Show(read).ShouldBe((type, value));
    }

    private static (string Type, string Value) Show(Value value) => value.Kind switch
    {
        ValueKind.None => ("NoneType", "None"),
        ValueKind.String => ("str", value.Repr()),
        ValueKind.Integer => ("int", value.Repr()),
        ValueKind.Float => ("float", value.Repr()),
        ValueKind.Boolean => ("bool", value.Repr()),
        _ => (value.TypeName, value.ToString().Replace(' ', 'T')),
    };
}
