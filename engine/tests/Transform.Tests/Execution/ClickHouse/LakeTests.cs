using System.Text;
using Shouldly;
using Transform.Execution;
using Transform.Tests.Conformance;
using Transform.Tests.Servers;

namespace Transform.Tests.Execution.ClickHouse;

/// <summary>Tables that lie on S3 or in a folder, for others to read as well.</summary>
public sealed class LakeTests : IDisposable
{
    private const string DeltaLog = """
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"metaData":{"id":"a0000000-0000-0000-0000-000000000000","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}},{\"name\":\"n\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":[],"configuration":{},"createdTime":1700000000000}}
        {"add":{"path":"part-0.parquet","partitionValues":{},"size":SIZE,"modificationTime":1700000000000,"dataChange":true}}

        """;

    private readonly S3Server s3 = new();

    public void Dispose() => s3.Dispose();

    [Fact]
    public void a_table_on_s3_is_written_and_read()
    {
        using var project = new TestProject(
            ClickHouseWarehouse.Http,
            ("models/lake.sql", Lake(1)),
            ("models/again.sql", "-- depends_on: {{ ref('lake') }}\n{{ config(materialized='table') }}\nselect id from " + Function("s3", "orders.parquet", ", 'Parquet'")));
        Passes(project);
        project.Rows("select id from again").ShouldBe(["1"]);
        project.Write("models/lake.sql", Lake(2));

        Passes(project);

        project.Rows("select id from again").ShouldBe(["2"]);
        project.Rows("select id from lake").ShouldBe(["2"]);
        project.Relations().ShouldBe(["again Table", "lake Table"]);
        s3.Objects.Keys.ShouldBe(["orders.parquet"]);

        string Lake(int id) => $"{{{{ config(materialized='table', engine=\"S3({Place("orders.parquet")}, 'Parquet')\", query_settings={{'s3_truncate_on_insert': 1}}) }}}}\nselect {id} as id";
    }

    [Fact]
    public void a_delta_table_is_a_source()
    {
        using var project = new TestProject(
            ClickHouseWarehouse.Http,
            ("models/m.sql", "{{ config(materialized='table') }}\nselect sum(id) as total, max(n) as last from " + Function("deltaLake", "delta/")),
            ("models/t.sql", $"{{{{ config(materialized='table', pre_hook=\"create table if not exists {{{{ this.schema }}}}.delta engine = DeltaLake({Place("delta/")})\") }}}}\nselect count() as c from {{{{ source('raw', 'delta') }}}}"),
            ("models/raw.yml", "sources: [{name: raw, schema: \"{{ target.schema }}\", tables: [{name: delta}]}]\n"));
        project.Execute($"insert into function {Function("s3", "delta/part-0.parquet", ", 'Parquet'")} select toInt64(number) as id, toString(number) as n from numbers(3)");
        var size = s3.Objects["delta/part-0.parquet"].Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
        s3.Objects["delta/_delta_log/00000000000000000000.json"] = Encoding.UTF8.GetBytes(DeltaLog.Replace("SIZE", size, StringComparison.Ordinal));

        Passes(project);

        project.Rows("select * from m").ShouldBe(["3|2"]);
        project.Rows("select * from t").ShouldBe(["3"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void an_iceberg_table_is_overwritten_or_appended_to_and_gets_columns(bool isOnS3)
    {
        using var project = new TestProject(ClickHouseWarehouse.Http);
        for (var run = 1; run <= 3; run++)
        {
            project.Write("models/o.sql", Iceberg(project, "o", isOnS3, string.Empty) + $"select toInt32({run}) as id, 'x' as name");
            project.Write(
                "models/a.sql",
                Iceberg(project, "a", isOnS3, ", incremental_strategy='append', on_schema_change='append_new_columns'")
                + $"select toInt32({run}) as id, 'x' as name{(run == 3 ? ", toNullable(toInt64(7)) as more" : string.Empty)}");
            Passes(project);
        }

        project.Rows("select * from o").ShouldBe(["3|x"]);
        project.Rows("select id, name, more from a order by id").ShouldBe(["1|x|None", "2|x|None", "3|x|7"]);
        project.Write("models/o.sql", Iceberg(project, "o", isOnS3, string.Empty) + "select no_such_column");
        project.Write("models/a.sql", Iceberg(project, "a", isOnS3, ", incremental_strategy='append', on_schema_change='fail'") + "select toInt32(4) as id, 'x' as name");

        var failed = project.Run().Results;

        failed.ShouldAllBe(r => r.Failed);
        project.Rows("select * from o").ShouldBe(["3|x"]);
        project.Rows("select count() from a").ShouldBe(["3"]);
    }

    [Fact]
    public void an_append_to_an_iceberg_table_that_is_killed_has_not_happened()
    {
        using var project = new TestProject(ClickHouseWarehouse.Http);

        // That is how long the next run waits for a statement that hangs.
        project.Configure(("sync_request_timeout", 1L));
        project.Write("models/a.sql", Iceberg(project, "a", true, ", incremental_strategy='append'") + "select toInt32(1) as id");
        Passes(project);
        project.Write("models/a.sql", Iceberg(project, "a", true, ", incremental_strategy='append'") + "select toInt32(2) as id");
        s3.Holds = key => key.EndsWith(".parquet", StringComparison.Ordinal);
        using (var program = EndToEnd.Cli.Start(project.Folder, ["run"]))
        {
            while (s3.Waiting is null && !program.HasExited)
            {
                Thread.Sleep(20);
            }

            program.Kill();
            program.WaitForExit();
        }

        project.Rows("select id from a").ShouldBe(["1"]);
        s3.Open();
        Passes(project);
        project.Rows("select id from a order by id").ShouldBe(["1", "2"]);
        project.Relations().ShouldBe(["a Table"]);
    }

    [Fact]
    public void keys_of_a_named_collection_are_seen_nowhere()
    {
        using var project = new TestProject(ClickHouseWarehouse.Http);
        var collection = $"lake_{project.Schema}";
        ClickHouseServer.Instance.Execute(
            $"create named collection {collection} as url = '{s3.Address}', access_key_id = '{S3Server.AccessKey}', secret_access_key = '{S3Server.SecretKey}', format = 'Parquet'");
        try
        {
            project.Write("models/lake.sql", $"{{{{ config(materialized='table', engine=\"S3({collection}, filename='m.parquet')\") }}}}\nselect 1 as id");
            project.Write("models/again.sql", $"-- depends_on: {{{{ ref('lake') }}}}\nselect id from s3({collection}, filename='m.parquet')");
            project.Write("models/wrong.sql", $"select * from s3({collection}, filename='nothing.parquet')");

            var run = EndToEnd.Cli.Run(project.Folder, "--log-level", "debug", "run");

            run.Output.ShouldContain("Done. PASS=2 WARN=0 ERROR=1 SKIP=0 NO-OP=0 TOTAL=3", customMessage: run.Transcript);
            run.Transcript.ShouldNotContain(S3Server.SecretKey);
            Directory.EnumerateFiles(project.Folder, "*", SearchOption.AllDirectories).Where(f => File.ReadAllText(f).Contains(S3Server.SecretKey, StringComparison.Ordinal)).ShouldBeEmpty();
        }
        finally
        {
            // What uses it goes first.
            ClickHouseServer.Instance.Execute($"drop database {project.Schema} sync");
            ClickHouseServer.Instance.Execute($"drop named collection {collection}");
        }
    }

    private string Iceberg(TestProject project, string name, bool isOnS3, string config)
    {
        var engine = isOnS3 ? $"IcebergS3({Place(name + "/")})" : $"IcebergLocal('lake/{project.Schema}/{name}/')";
        return $"{{{{ config(materialized='iceberg', engine=\"{engine}\"{config}) }}}}\n";
    }

    private string Function(string name, string key, string more = "") => $"{name}({Place(key)}{more})";

    private string Place(string key) => $"'{s3.Address}{key}', '{S3Server.AccessKey}', '{S3Server.SecretKey}'";

    private static void Passes(TestProject project) =>
        project.Run().Results.Where(r => r.Failed || r.Status == NodeStatus.Skipped).Select(r => $"{r.Node.Name}: {r.Message}").ShouldBeEmpty();
}
