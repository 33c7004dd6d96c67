using System.Collections.Concurrent;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Which vars are different from an earlier graph's, and who reads them: a template, or a macro that it uses, or what YAML says of the node,
/// that names the var in a call of <c>var()</c>, or computes the name. Thread-safe.</summary>
internal sealed class VarChanges
{
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string[]> macroReads = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TemplateCall[]> textCalls = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, string>? before;
    private readonly IReadOnlyDictionary<string, string> now;
    private readonly MacroCalls calls;

    public VarChanges(Graph graph, EarlierGraph earlier, MacroCalls calls)
    {
        this.calls = calls;
        before = earlier.Vars;
        now = VarPrints.Of(graph);
        if (before is not null)
        {
            foreach (var key in now.Keys.Concat(before.Keys))
            {
                if (now.GetValueOrDefault(key) != before.GetValueOrDefault(key))
                {
                    changed.Add(key[(key.LastIndexOf('.') + 1)..]);
                }
            }
        }
    }

    public bool Touch(Node node)
    {
        if (changed.Count == 0)
        {
            return false;
        }

        return (node is TemplateNode template && Reads(node.PackageName, TemplateAnalysis.Calls(template.Template)))
            || Texts(node).Any(text => Reads(node.PackageName, Calls(text)))
            || calls.Reach(node.DependsOnMacros.AsSpan(), id => macroReads.GetOrAdd(id, Names).Any(name => IsChanged(node.PackageName, name)));
    }

    private bool Reads(string package, IEnumerable<TemplateCall> calls) => Names(calls).Any(name => IsChanged(package, name));

    // A name that is computed may be any.
    private bool IsChanged(string package, string name) => name.Length == 0
        ? changed.Any(other => IsChanged(package, other))
        : changed.Contains(name) && VarPrints.Find(now, package, name) != VarPrints.Find(before!, package, name);

    private string[] Names(string macro) => calls.Find(macro) is { } block ? [.. Names(TemplateAnalysis.Calls(block))] : [];

    /// <summary>The names in calls of <c>var()</c>; an empty one where it is computed.</summary>
    private static IEnumerable<string> Names(IEnumerable<TemplateCall> calls)
    {
        foreach (var call in calls)
        {
            if (call is { Name: "var", Qualifier: null or "builtins" } or { Name: "has_var", Qualifier: "var" })
            {
                yield return call.FirstText
                    ?? call.Keywords.FirstOrDefault(static keyword => keyword.Key == "var_name").Value.AsString()
                    ?? string.Empty;
            }
        }
    }

    /// <summary>The templates of a node beside its file: in its configs, the arguments of a test, the place of a source.</summary>
    private static IEnumerable<string> Texts(Node node)
    {
        var texts = TextsIn(node.UnrenderedConfig);
        if (node.Templates is { } templates)
        {
            texts = texts.Concat(TextsIn(templates));
        }

        return node switch
        {
            TestNode { Metadata: { } metadata } => texts.Concat(TextsIn(metadata.Arguments)),
            SourceNode source => texts.Concat(TextsIn(source.DeclaredDatabase)).Concat(TextsIn(source.DeclaredSchema)),
            _ => texts,
        };
    }

    private static IEnumerable<string> TextsIn(Value value) =>
        value.AsString() is { } text ? text.Contains("var", StringComparison.Ordinal) && text.Contains('{', StringComparison.Ordinal) ? [text] : []
        : value.AsDict() is { } dict ? dict.SelectMany(static entry => TextsIn(entry.Value))
        : value.AsList() is { } list ? list.SelectMany(TextsIn)
        : [];

    private TemplateCall[] Calls(string text) => textCalls.GetOrAdd(text, static text =>
    {
        try
        {
            return [.. TemplateAnalysis.Calls(Template.Parse(new SourceText("config", text)))];
        }
        catch (TransformException)
        {
            // Text of another kind, such as a pattern.
            return [];
        }
    });
}
