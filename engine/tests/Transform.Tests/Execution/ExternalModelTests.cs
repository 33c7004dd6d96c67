using Shouldly;
using Transform.Core;
using Transform.Execution;

namespace Transform.Tests.Execution;

/// <summary>Models of DuckDB whose rows lie in files, and sources that are files.</summary>
public sealed class ExternalModelTests
{
    private const string Rows = "select 1 as id, 'a' as part, date '2024-01-01' as d union all select 2, 'b', date '2024-01-02' union all select 3, 'a', null";

    [Theory]
    [InlineData("", "m.parquet")]
    [InlineData("format='parquet'", "m.parquet")]
    [InlineData("format='csv'", "m.csv")]
    [InlineData("format='csv', delimiter='|'", "m.csv")]
    [InlineData("format='json'", "m.json")]
    [InlineData("location='{0}/deep/er/x.csv'", "deep/er/x.csv")]
    [InlineData("location='{0}/x.csv.gz'", "x.csv.gz")]
    [InlineData("location='{0}/x y \\'z\\'.parquet', options={'compression': 'zstd', 'row_group_size': 100}", "x y 'z'.parquet")]
    [InlineData("location='{0}/x.json', options={'format': 'json', 'array': true}", "x.json")]
    public void a_model_is_a_file_and_a_view_of_it(string config, string file)
    {
        using var project = Project(config, Rows);
        project.Write("models/reads.sql", "select count(*) as n, max(id) as last from {{ ref('m') }}");

        foreach (var _ in (int[])[1, 2])
        {
            Passes(project);

            Files(project).ShouldBe([file]);
            project.Rows("select id, part, d from m order by id").ShouldBe(["1|a|2024-01-01", "2|b|2024-01-02", "3|a|None"]);
            project.Rows("select * from reads").ShouldBe(["3|3"]);
            project.Relations().ShouldBe(["m View", "reads View"]);
        }
    }

    [Theory]
    [InlineData("options={'partition_by': 'part'}", "m")]
    [InlineData("options={'partition_by': 'part', 'overwrite': true}", "m")]
    [InlineData("location='{0}/f', options={'partition_by': 'part, d'}", "f")]
    [InlineData("format='csv', options={'partition_by': 'part'}", "m")]
    [InlineData("options={'per_thread_output': true}, location='{0}/t'", "t")]
    public void a_model_may_be_a_folder(string config, string folder)
    {
        using var project = Project(config, Rows);
        Passes(project);
        Passes(project);
        project.Rows("select id from m order by id").ShouldBe(["1", "2", "3"]);
        Files(project).ShouldAllBe(f => f.StartsWith(folder + "/", StringComparison.Ordinal));
        Write(project, config, "select 9 as id, 'c' as part, date '2024-01-03' as d");

        Passes(project);

        project.Rows("select id from m").ShouldBe(["9"]);
        Files(project).ShouldHaveSingleItem();
    }

    [Fact]
    public void partitions_that_are_not_written_may_stay()
    {
        const string Config = "options={'partition_by': 'part', 'overwrite_or_ignore': true}";
        using var project = Project(Config, Rows);
        Passes(project);
        Write(project, Config, "select 9 as id, 'a' as part, date '2024-01-03' as d union all select 8, 'c', null");

        Passes(project);

        project.Rows("select id from m order by id").ShouldBe(["2", "8", "9"]);
        Files(project).Select(f => f.Split('/')[1]).ShouldBe(["part=a", "part=b", "part=c"]);
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("csv")]
    [InlineData("json")]
    public void a_model_may_give_no_rows(string format)
    {
        using var project = Project($"format='{format}'", "select 1 as id, 'x' as name where false");

        Passes(project);
        Passes(project);

        project.Rows("select * from m").ShouldBeEmpty();
        project.Columns("m").Select(c => c.Split(' ')[0]).ShouldBe(["id", "name"]);
    }

    [Theory]
    [InlineData("", "select error('no') as id")]
    [InlineData("post_hook='select * from no_such_table'", "select 9 as id")]
    [InlineData("options={'partition_by': 'id'}, post_hook='select * from no_such_table'", "select 9 as id, 1 as x")]
    [InlineData("format='csv', options={'no_such_option': 1}, location='{0}/m.parquet'", "select 9 as id")]
    public void a_failed_run_leaves_the_last_good_file(string config, string sql)
    {
        var good = config.Contains("partition_by", StringComparison.Ordinal) ? "options={'partition_by': 'id'}" : "";
        using var project = Project(good, good.Length > 0 ? "select 1 as id, 2 as x" : "select 1 as id");
        Passes(project);
        var files = Files(project);
        Write(project, config, sql);

        project.Run().Results.ShouldHaveSingleItem().Status.ShouldBe(NodeStatus.Error);

        Files(project).ShouldBe(files);
        project.Rows("select id from m").ShouldBe(["1"]);
        Write(project, good, good.Length > 0 ? "select 3 as id, 2 as x" : "select 3 as id");
        Passes(project);
        project.Rows("select id from m").ShouldBe(["3"]);
        Directory.EnumerateFileSystemEntries(Root(project)).ShouldHaveSingleItem();
    }

    [Fact]
    public void a_first_run_that_fails_leaves_no_file()
    {
        using var project = Project("post_hook='select * from no_such_table'", "select 1 as id");

        project.Run().Failed.ShouldBeTrue();

        Files(project).ShouldBeEmpty();
        project.Relations().ShouldBeEmpty();
    }

    [Fact]
    public void what_a_killed_run_took_aside_is_put_back()
    {
        using var project = Project("", "select 1 as id");
        Passes(project);
        var aside = Path.Combine(Root(project), ".transform-m.parquet");
        Directory.CreateDirectory(aside);
        File.Move(Path.Combine(Root(project), "m.parquet"), Path.Combine(aside, "old"));
        File.WriteAllText(Path.Combine(aside, "m.parquet"), "half of a file");
        Write(project, "", "select id + 1 as id from '" + Root(project) + "/m.parquet'");

        // The model reads its own last file, which has to be there again.
        Passes(project);

        Files(project).ShouldBe(["m.parquet"]);
        project.Rows("select * from m").ShouldBe(["2"]);
    }

    [Fact]
    public void a_table_may_become_a_file_and_a_file_a_table()
    {
        using var project = Project("", Rows);
        project.Write("models/m.sql", "{{ config(materialized='table') }}" + Rows);
        Passes(project);
        Write(project, "", Rows);
        Passes(project);
        project.Relations().ShouldBe(["m View"]);
        project.Write("models/m.sql", "{{ config(materialized='table') }}" + Rows);

        Passes(project);

        project.Relations().ShouldBe(["m Table"]);
    }

    [Fact]
    public void a_format_that_is_none_says_which_there_are()
    {
        using var project = Project("format='orc'", "select 1 as id");

        project.Run().Results.Single().Message.ShouldContain("csv, parquet or json, not 'orc'");
    }

    [Fact]
    public void a_folder_that_cannot_be_written_is_named()
    {
        using var project = Project("location='{0}/in/the/way/m.parquet'", "select 1 as id");
        Directory.CreateDirectory(Root(project));
        File.WriteAllText(Path.Combine(Root(project), "in"), "a file where a folder is wanted");

        var diagnostic = project.Run().Results.Single().Diagnostics.ShouldHaveSingleItem();

        diagnostic.Code.ShouldBe(DiagnosticCodes.UnwritableFolder);
        diagnostic.Hint.ShouldNotBeNull().ShouldContain("location");
    }

    [Fact]
    public void sources_are_files_by_glob()
    {
        using var project = Project("", "select cast(sum(id) as int) as total, count(distinct filename) as files from {{ source('lake', 'orders') }}");
        foreach (var day in (int[])[1, 2, 3])
        {
            project.Write($"lake/orders/2024-01-0{day}.csv", $"id,name\n{day},x\n");
        }

        project.Write("lake/customers.json", "[{\"id\": 7}]");
        project.Write("models/single.sql", "select id from {{ source('lake', 'customers') }}");
        project.Write("models/sources.yml", $$"""
            sources:
              - name: lake
                config: {external_location: "{{project.Folder}}/lake/{name}.json"}
                tables:
                  - name: orders
                    config: {external_location: "read_csv('{{project.Folder}}/lake/{identifier}/*.csv', filename=true)"}
                  - name: customers
            """);

        Passes(project);

        project.Rows("select * from m").ShouldBe(["6|3"]);
        project.Rows("select * from single").ShouldBe(["7"]);
    }

    private static TestProject Project(string config, string sql)
    {
        var project = new TestProject();
        project.Configure(("external_root", Root(project)));
        Directory.CreateDirectory(Root(project));
        Write(project, config, sql);
        return project;
    }

    private static void Write(TestProject project, string config, string sql) => project.Write(
        "models/m.sql", $"{{{{ config(materialized='external'{(config.Length > 0 ? ", " : "")}{config.Replace("{0}", Root(project), StringComparison.Ordinal)}) }}}}\n{sql}\n");

    private static string Root(TestProject project) => Path.Combine(project.Folder, "lake");

    private static string[] Files(TestProject project) =>
        [.. Directory.EnumerateFiles(Root(project), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Root(project), f)).Order(StringComparer.Ordinal)];

    private static void Passes(TestProject project) =>
        project.Run().Results.Where(r => r.Failed).Select(r => $"{r.Node.Name}: {r.Message}").ShouldBeEmpty();
}
