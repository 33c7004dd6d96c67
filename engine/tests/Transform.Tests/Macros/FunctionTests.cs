using Shouldly;
using Transform.Core;
using Transform.Tests.Execution;
using Xunit;

namespace Transform.Tests.Macros;

/// <summary>The cross-database functions on the real engine, against what dbt's own gave (<c>fixtures/macros</c>).</summary>
public sealed class FunctionTests
{
    [Fact]
    public void every_function_gives_what_it_gives_in_dbt()
    {
        using var project = new TestProject();
        var wrong = project.With(runner =>
        {
            var differences = new List<string>();
            foreach (var (expression, expected) in Cases())
            {
                var actual = Evaluate(sql => runner.Show(null, sql, -1, TestContext.Current.CancellationToken).Rows.Rows, expression);
                if (actual != expected)
                {
                    differences.Add($"{expression}\n  expected {expected}\n  but was  {actual}");
                }
            }

            return differences;
        });
        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    private static string Evaluate(Func<string, IReadOnlyList<IReadOnlyList<object?>>> query, string expression)
    {
        var sql = expression.StartsWith('[')
            ? "select string_agg(cast(v as varchar), ', ' order by v), first(typeof(v)) from (\n" + expression[1..^1] + "\n) as q(v)"
            : "select cast(v as varchar), typeof(v) from (\nselect " + expression + "\n) as q(v)";
        try
        {
            var row = query(sql)[0];
            return $"{row[0] ?? "NULL"} : {row[1]}";
        }
        catch (TransformException e)
        {
            return e.Message;
        }
    }

    private static IEnumerable<(string Expression, string Expected)> Cases()
    {
        var lines = File.ReadAllLines(Golden.Fixture("macros", "functions.txt"));
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("  => ", StringComparison.Ordinal))
            {
                yield return (lines[i - 1], lines[i][5..]);
            }
        }
    }
}
