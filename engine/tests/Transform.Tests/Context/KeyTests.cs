using Transform.Core;
using Xunit;

namespace Transform.Tests.Context;

/// <summary>What each phase's context holds, and the members of its objects, beside real dbt's (<c>keys.txt</c>, written by
/// <c>record.py</c>).</summary>
public sealed class KeyTests(ProbeProject probe) : IClassFixture<ProbeProject>
{
    // How to come to the objects whose members are listed.
    private static readonly Dictionary<string, string> Expressions = new(StringComparer.Ordinal)
    {
        ["column"] = "api.Column('a', 'text')",
        ["table"] = "run_query('select 1 as a')",
        ["table.columns"] = "run_query('select 1 as a').columns",
        ["table.columns[0]"] = "run_query('select 1 as a').columns[0]",
        ["table.rows"] = "run_query('select 1 as a').rows",
        ["table.rows[0]"] = "run_query('select 1 as a').rows[0]",
        ["graph.nodes"] = "graph.nodes['model.probe.orders']",
        ["graph.sources"] = "graph.sources['source.probe.shop.raw']",
        ["graph.exposures"] = "graph.exposures['exposure.probe.board']",
        ["graph.groups"] = "graph.groups['group.probe.sales']",
    };

    /// <summary>A line for each name that dbt has and Transform has not (-), or the other way round (+).</summary>
    [Fact]
    public void what_differs_from_dbt_is_held() => Golden.Check(
        Golden.Fixture("context", "differences.txt"),
        string.Concat(Sections().Select(section => $"[{section.Title}]\n{string.Concat(Compare(section.Title, section.Names).Select(l => l + "\n"))}")));

    private static IEnumerable<(string Title, string[] Names)> Sections() =>
        from line in File.ReadLines(Golden.Fixture("context", "keys.txt"))
        where line.StartsWith('[')
        let end = line.IndexOf("] ", StringComparison.Ordinal)
        let title = line[1..end]
        where ProbeProject.Knows(title)
        select (title, line[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private IEnumerable<string> Compare(string title, string[] names)
    {
        if (title.StartsWith("members of ", StringComparison.Ordinal))
        {
            var expression = Expressions.GetValueOrDefault(title["members of ".Length..], title["members of ".Length..]);
            return names.Where(name => !Has(expression, name)).Select(name => "-" + name);
        }

        var own = probe.Names(title == "parse" ? "parse probe" : title);
        return names.Except(own, StringComparer.Ordinal).Select(name => "-" + name)
            .Concat(own.Except(names, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => "+" + name));
    }

    private bool Has(string expression, string name)
    {
        try
        {
            return probe.Render("run probe", $"{{{{ ({expression}).{name} is defined }}}}") == "True";
        }
        catch (TransformException)
        {
            return false;
        }
    }
}
