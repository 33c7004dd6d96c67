using System.Text;
using Shouldly;
using Transform.Tests.Adapters;
using Transform.Tests.Conformance;
using Transform.Tests.Servers;

namespace Transform.Tests.Faults;

/// <summary>The program is killed at its first statement of every node, then at its second one, and so on to the end: there is no moment
/// between two statements at which a relation is not whole.</summary>
public sealed class PostgresStatementFaults
{
    [Fact]
    public void a_run_that_is_killed_before_any_statement_leaves_whole_relations()
    {
        using var project = new FaultProject(PostgresWarehouse.Instance, "select 1", "1 = 1");
        project.AddMaterializedView();
        using var proxy = new PostgresProxy(PostgresServer.Instance.Port);
        var profile = Path.Combine(project.Project.Folder, "profiles.yml");
        File.WriteAllText(profile, File.ReadAllText(profile).Replace($"\"port\":{PostgresServer.Instance.Port}", $"\"port\":{proxy.Port}", StringComparison.Ordinal));
        var phases = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        for (var at = 1; KillAt(at, project, proxy, phases); at++)
        {
            at.ShouldBeLessThan(100);
        }

        var text = new StringBuilder();
        foreach (var (node, statements) in phases)
        {
            text.Append(node).Append('\n').AppendJoin(string.Empty, statements.Select(s => $"  {s}\n"));
        }

        Golden.Check(Golden.Fixture("faults", "postgres-statements.txt"), text.ToString());
    }

    /// <returns>False where every node had ended before.</returns>
    private static bool KillAt(int at, FaultProject project, PostgresProxy proxy, SortedDictionary<string, List<string>> phases)
    {
        project.Next(1);
        project.Project.Options = project.Project.Options with { FullRefresh = true };
        project.Start();
        project.RunsWell();
        project.Project.Options = project.Project.Options with { FullRefresh = false };
        project.Next(2);
        var seen = new Dictionary<string, int>();
        var held = false;
        proxy.OnStatement = (session, sql) =>
        {
            lock (seen)
            {
                if (NodeOf(sql) is { } node)
                {
                    session.Label = node;
                }

                if (session.Label is not { } label || sql.Contains("pg_advisory_unlock", StringComparison.Ordinal))
                {
                    session.Label = null;
                    return false;
                }

                if (++seen.GetValueRef(label) != at)
                {
                    return false;
                }

                (phases.TryGetValue(label, out var list) ? list : phases[label] = []).Add(Short(sql));
                return held = true;
            }
        };
        using var program = EndToEnd.Cli.Start(project.Project.Folder, ["build", "--threads", $"{project.Project.Options.Threads}"]);
        while (!program.HasExited && !(held && proxy.Silence > TimeSpan.FromMilliseconds(500)))
        {
            Thread.Sleep(20);
        }

        program.Kill();
        program.WaitForExit();
        proxy.Cut();
        proxy.OnStatement = static (_, _) => false;
        project.WaitForSessions();
        var survived = project.Survived(1, 2);
        project.Next(3);
        project.RunsWell();
        project.Found().ShouldBe(project.Expected(node => [.. survived[node], 3]), $"killed at statement {at}");
        return held;
    }

    private static string? NodeOf(string sql)
    {
        const string Key = "\"node_id\": \"";
        var start = sql.IndexOf(Key, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var id = sql[(start + Key.Length)..sql.IndexOf('"', start + Key.Length)];
        return id.StartsWith("operation.", StringComparison.Ordinal) ? null : id[(id.LastIndexOf('.') + 1)..];
    }

    /// <summary>The first words of a statement, without its comment.</summary>
    private static string Short(string sql)
    {
        var code = sql.Contains("*/", StringComparison.Ordinal) ? sql[(sql.IndexOf("*/", StringComparison.Ordinal) + 2)..] : sql;
        var words = code.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Take(3).Select(word => word[(word.LastIndexOf('.') + 1)..]);
        return string.Join(' ', words).ToLowerInvariant();
    }
}

internal static class DictionaryExtensions
{
    /// <summary>The value of a key, which is made where it is missing.</summary>
    public static ref int GetValueRef(this Dictionary<string, int> dictionary, string key) =>
        ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(dictionary, key, out _);
}
