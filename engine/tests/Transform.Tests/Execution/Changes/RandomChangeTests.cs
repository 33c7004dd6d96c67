using System.Globalization;
using Shouldly;
using Transform.Execution;

namespace Transform.Tests.Execution.Changes;

/// <summary>A project is changed at random, and so is what it reads and what it has built: after a run of only what has changed, every relation
/// has the rows that a build of everything in a new database gives.</summary>
public sealed class RandomChangeTests
{
    private const int Models = 8;
    private const int Steps = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Rows_are_those_of_a_build_from_scratch(int seed)
    {
        var random = new Random(seed);
        using var project = new TestProject();
        var source = new List<string>();
        project.Execute("create table raw_items (id int, loaded_at timestamp)");
        project.Write("models/sources.yml", "sources: [{name: raw, schema: main, tables: [{name: raw_items, loaded_at_field: loaded_at}]}]");
        project.Write("seeds/rates.csv", "id,rate\n1,2\n");
        project.Write("macros/calls.sql", "{% macro add() %}0{% endmacro %}");
        Load();
        for (var i = 0; i < Models; i++)
        {
            Edit(i);
        }

        var done = new List<string>();
        for (var step = 0; step < Steps; step++)
        {
            done.Add(Change());
            var run = Run(new RunOptions { Threads = 4, OnlyChanged = true });
            run.Results.Where(r => r.Failed).Select(r => $"{r.Node.Name}: {r.Message}").ShouldBeEmpty();

            using var fresh = Copy();
            fresh.Run().Failed.ShouldBeFalse();
            var why = $"seed {seed}: {string.Join("; ", done)}\n{string.Join('\n', run.Results.Select(r => $"{r.Node.Name} {r.Status} {r.Reason?.Text}"))}";
            project.Relations().ShouldBeSubsetOf([.. project.Relations(), .. fresh.Relations()]);
            foreach (var relation in fresh.Relations())
            {
                var name = relation.Split(' ')[0];
                project.Relations().ShouldContain(relation, why);
                project.Rows($"select * from {name} order by all").ShouldBe(fresh.Rows($"select * from {name} order by all"), why);
            }

            // And once more there is nothing to do, but for what differs each time.
            Run(new RunOptions { Threads = 4, OnlyChanged = true }).Results.Where(r => r.Status != NodeStatus.Reused).Select(r => $"{r.Node.Name} {r.Reason?.Text}").ShouldBeEmpty(why);
        }

        RunResult Run(RunOptions options, params string[] names)
        {
            project.Options = options;
            return project.Run(names);
        }

        string Change()
        {
            var i = random.Next(Models);
            switch (random.Next(12))
            {
                case 0 or 10 or 11:
                    Load();
                    return "load";
                case 1:
                    project.Write("seeds/rates.csv", $"id,rate\n1,{random.Next(5)}\n");
                    return "seed";
                case 2:
                    var place = random.Next(3);
                    project.Write("macros/calls.sql", $"{{% macro add() %}}{place}{{% endmacro %}}");
                    return "macro";
                case 3:
                    project.Write("dbt_project.yml", $"name: shop\nprofile: shop\nvars: {{plus: {random.Next(3)}}}\n");
                    return "var";
                case 4:
                    Drop(i);
                    return $"drop m{i}";
                case 5:
                    Run(new RunOptions { Threads = 2, Empty = true }, $"m{i}");
                    return $"empty m{i}";
                case 6:
                    Run(new RunOptions { Threads = 2 }, $"m{i}", "rates");
                    return $"run m{i}";
                case 7:
                    var good = File.ReadAllText(Path.Combine(project.Folder, $"models/m{i}.sql"));
                    project.Write($"models/m{i}.sql", "{{ config(materialized='table') }} select no_such_column");
                    Run(new RunOptions { Threads = 2, OnlyChanged = random.Next(2) == 0 });
                    project.Write($"models/m{i}.sql", good);
                    return $"fail m{i}";
                case 8:
                    Run(new RunOptions { Threads = 2, OnlyChanged = true, FullRefresh = random.Next(2) == 0 }, $"m{i}");
                    return $"changed m{i}";
                default:
                    Edit(i);
                    return $"edit m{i}";
            }
        }

        // A model reads some of those before it, the seed or the source.
        void Edit(int i)
        {
            var config = i == 0 ? "materialized='view'" : i == 1 ? "materialized='table'" : random.Next(6) switch
            {
                0 or 1 => "materialized='view'",
                2 => "materialized='ephemeral'",
                3 => "materialized='incremental', unique_key='id'",
                _ => "materialized='table'",
            };

            // Rows that an incremental model has once are there for good: it reads what only grows.
            var reads = i == 0 || config.Contains("incremental", StringComparison.Ordinal) ? "{{ source('raw', 'raw_items') }}" : i == 1 ? "{{ ref('m0') }}" : random.Next(6) switch
            {
                0 => "{{ source('raw', 'raw_items') }}",
                1 => "{{ ref('rates') }}",
                _ => $"{{{{ ref('m{random.Next(i)}') }}}}",
            };
            var plus = random.Next(3) switch { 0 => "{{ var('plus', 0) }}", 1 => "{{ add() }}", _ => random.Next(5).ToString(CultureInfo.InvariantCulture) };

            // What another materialization has left would not be there in a new database.
            Drop(i);
            project.Write($"models/m{i}.sql", $"{{{{ config({config}) }}}}\nselect id, {plus} as v from {reads}\n");
        }

        void Drop(int i)
        {
            foreach (var relation in project.Relations().Where(r => r.StartsWith($"m{i} ", StringComparison.Ordinal)))
            {
                project.Execute($"drop {relation.Split(' ')[1].ToLowerInvariant()} m{i}");
            }
        }

        void Load()
        {
            var row = $"({source.Count}, '2020-01-01 00:00:00.{source.Count + 1:000}1')";
            source.Add(row);
            project.Execute($"insert into raw_items values {row}");
        }

        TestProject Copy()
        {
            var copy = new TestProject();
            foreach (var path in Directory.EnumerateFiles(project.Folder, "*", SearchOption.AllDirectories))
            {
                var relative = Path.GetRelativePath(project.Folder, path);
                if (relative.Split('/')[0] is "models" or "seeds" or "macros" or "dbt_project.yml")
                {
                    copy.Write(relative, File.ReadAllText(path));
                }
            }

            copy.Execute("create table raw_items (id int, loaded_at timestamp)");
            copy.Execute($"insert into raw_items values {string.Join(", ", source)}");
            return copy;
        }
    }
}
