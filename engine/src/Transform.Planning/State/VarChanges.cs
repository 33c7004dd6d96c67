using System.Collections.Concurrent;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Which vars are different from an earlier graph's, and who reads them: a template, or a macro that it uses, that names the var in
/// a call of <c>var()</c>. Thread-safe.</summary>
internal sealed class VarChanges
{
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string[]> reads = new(StringComparer.Ordinal);
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
        if (changed.Count == 0 || node is not TemplateNode template)
        {
            return false;
        }

        return Names(TemplateAnalysis.Calls(template.Template)).Any(name => IsChanged(node.PackageName, name))
            || calls.Reach(node.DependsOnMacros.AsSpan(), id => Reads(id).Any(name => IsChanged(node.PackageName, name)));
    }

    private bool IsChanged(string package, string name) =>
        changed.Contains(name) && VarPrints.Find(now, package, name) != VarPrints.Find(before!, package, name);

    private string[] Reads(string macro) => reads.GetOrAdd(
        macro, static (id, self) => self.calls.Find(id) is { } macro ? [.. Names(TemplateAnalysis.Calls(macro))] : [], this);

    private static IEnumerable<string> Names(IEnumerable<TemplateCall> calls)
    {
        foreach (var call in calls)
        {
            if (call is { Name: "var", Qualifier: null } or { Name: "has_var", Qualifier: "var" } && call.FirstText is { } name)
            {
                yield return name;
            }
        }
    }
}
