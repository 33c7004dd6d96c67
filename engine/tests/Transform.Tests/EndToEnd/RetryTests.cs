using Shouldly;
using Xunit;

namespace Transform.Tests.EndToEnd;

public sealed class RetryTests
{
    private const string Daily = """
        {{ config(materialized='incremental', incremental_strategy='microbatch', event_time='ts', batch_size='day', begin='2024-01-01', concurrent_batches=false) }}
        select id, ts, {{ var('factor') }} * id as amount from {{ ref('events') }}
        {% if model.batch and model.batch.id in var('broken', []) %} where nothing = 1 {% endif %}
        """;

    private static readonly string[] Window = ["--event-time-start", "2024-01-01", "--event-time-end", "2024-01-05"];

    [Fact]
    public void Failed_batches_and_what_was_skipped_are_run_again()
    {
        using var folder = Project();
        var first = Cli.Run(folder.Path, ["run", "--full-refresh", "--vars", "{factor: 1, broken: ['20240103']}", .. Window]);
        first.ExitCode.ShouldBe(1);
        first.Output.ShouldContain("[PARTIAL SUCCESS (3/4) in");
        first.Output.ShouldContain("SKIP relation main.down");
        first.Output.ShouldContain("Completed with 1 partial success and 0 warnings");
        first.Output.ShouldContain("PASS=0 WARN=0 ERROR=1 SKIP=1");

        var again = Cli.Run(folder.Path, "retry");
        again.ExitCode.ShouldBe(1);
        again.Output.ShouldContain("Batch 1 of 1 ERROR creating batch 2024-01-03 of main.daily");

        // The model was rebuilt by the first call; rebuilding it now would lose what that call made.
        var second = Cli.Run(folder.Path, "retry", "--vars", "{factor: 10}");
        second.ExitCode.ShouldBe(0, second.Transcript);
        second.Output.ShouldContain("Batch 1 of 1 OK created batch 2024-01-03 of main.daily");
        second.Output.ShouldContain("OK created sql table model main.down");
        second.Output.ShouldNotContain("batch 2024-01-02");
        Cli.Run(folder.Path, "show", "-q", "--vars", "factor: 0", "--inline", "select n, total from main.down", "--output", "json").Output
            .ShouldContain("\"total\": 37");
        File.ReadAllText(folder["target/run_results.json"]).ShouldContain("[\"2024-01-04T00:00:00+00:00\",\"2024-01-05T00:00:00+00:00\"]");

        var third = Cli.Run(folder.Path, "retry");
        third.ExitCode.ShouldBe(0);
        third.Output.ShouldContain("There is nothing to retry: everything in the last `run` succeeded.");
    }

    [Fact]
    public void Results_are_found_where_a_template_of_the_project_file_puts_them()
    {
        using var folder = Project();
        File.AppendAllText(folder["dbt_project.yml"], "target-path: \"{{ env_var('NOWHERE_SET', 'out') }}/x\"\n");
        folder.Write("tests/fails.sql", "select 1 as id");
        Cli.Run(folder.Path, "test", "-s", "fails", "--vars", "factor: 1").ExitCode.ShouldBe(1);
        File.Exists(folder["out/x/run_results.json"]).ShouldBeTrue();
        Cli.Run(folder.Path, "retry").Output.ShouldContain("Retrying 1 node of the last `test`");
    }

    [Theory]
    [InlineData("There is nothing to retry: target/run_results.json does not exist.", "")]
    [InlineData("`list` cannot be retried.", """{"metadata": {}, "results": [], "args": {"which": "list"}}""")]
    [InlineData("does not say which command it is of.", """{"metadata": {}, "results": [], "args": {}}""")]
    [InlineData("does not tell how a run ended", "[]")]
    [InlineData("does not tell how a run ended", "{\"metadata\"")]
    public void What_cannot_be_retried_is_told(string message, string results)
    {
        using var folder = Project();
        File.Delete(folder["target/run_results.json"]);
        if (results.Length > 0)
        {
            folder.Write("target/run_results.json", results);
        }

        var result = Cli.Run(folder.Path, "retry");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain(message);
    }

    [Fact]
    public void Results_of_another_folder_and_of_other_commands_are_retried()
    {
        using var folder = Project();
        folder.Write("tests/fails.sql", "select * from {{ ref('events') }} where id > {{ var('factor') }}");
        folder.Write("macros/say.sql", "{% macro say(word) %}{% if var('factor') == 1 %}{{ exceptions.raise_compiler_error('no ' ~ word) }}{% endif %}{{ log(word, info=true) }}{% endmacro %}");
        Cli.Run(folder.Path, "test", "--vars", "factor: 1").ExitCode.ShouldBe(1);
        File.Move(folder["target/run_results.json"], folder["run_results.json"]);
        Cli.Run(folder.Path, "run-operation", "say", "--args", "{word: hi}", "--vars", "factor: 1").ExitCode.ShouldBe(1);

        var operation = Cli.Run(folder.Path, "retry", "--vars", "factor: 9");
        operation.ExitCode.ShouldBe(0, operation.Transcript);
        operation.Output.ShouldContain("hi");
        var test = Cli.Run(folder.Path, "retry", "--state", ".", "--vars", "factor: 9");
        test.ExitCode.ShouldBe(0, test.Transcript);
        test.Output.ShouldContain("PASS fails");
    }

    [Theory]
    [InlineData("--event-time-end needs --event-time-start too.", "--event-time-end", "2024-01-05")]
    [InlineData("--event-time-start needs --event-time-end too.", "--event-time-start", "2024-01-05")]
    [InlineData("--event-time-start must be before --event-time-end.", "--event-time-start", "2024-01-05", "--event-time-end", "2024-01-05")]
    [InlineData("--event-time-start cannot be 'yesterday'.", "--event-time-start", "yesterday", "--event-time-end", "2024-01-05")]
    [InlineData("--event-time-end cannot be '2024-01-05T00:00:00Z'.", "--event-time-start", "2024-01-01", "--event-time-end", "2024-01-05T00:00:00Z")]
    public void Windows_that_are_none_are_refused(string message, params string[] arguments)
    {
        using var folder = new Folder();
        var result = Cli.Run(folder.Path, ["run", .. arguments]);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain(message);
    }

    [Fact]
    public void A_killed_run_leaves_whole_batches_and_the_next_one_heals_them()
    {
        using var folder = Project();
        Cli.Run(folder.Path, ["run", "--vars", "factor: 1", .. Window]).ExitCode.ShouldBe(0);

        // The third batch is written and then takes minutes to end.
        folder.Write("models/daily.sql", Daily + """

            {% if model.batch and model.batch.id == '20240103' and var('factor') == 5 %}
            union all select 99, timestamp '2024-01-03', count(*) from range(100000000) a, range(10000) b where (a.range * b.range) % 7 = 3
            {% endif %}
            """);
        using (var process = Cli.Start(folder.Path, ["run", "--vars", "factor: 5", .. Window]))
        {
            CancellationTests.WaitForStart(process, "batch 2024-01-03");
            process.Kill();
            process.WaitForExit();
        }

        Amounts(folder).ShouldBe("[5,10,3,4]");
        Cli.Run(folder.Path, ["run", "--vars", "factor: 7", .. Window]).ExitCode.ShouldBe(0);
        Amounts(folder).ShouldBe("[7,14,21,28]");
    }

    private static string Amounts(Folder folder)
    {
        var output = Cli.Run(
            folder.Path, "show", "-q", "--vars", "factor: 0", "--inline", "select list(amount order by id)::varchar as amounts from main.daily", "--output", "json").Output;
        return output[output.LastIndexOf('[')..(output.LastIndexOf("]\"", StringComparison.Ordinal) + 1)].Replace(" ", string.Empty, StringComparison.Ordinal);
    }

    private static Folder Project()
    {
        var folder = new Folder();
        folder.Write("dbt_project.yml", "name: shop\nprofile: shop\n");
        folder.Write("profiles.yml", "shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb}}}\n");
        folder.Write("seeds/events.csv", "id,ts\n1,2024-01-01 03:00:00\n2,2024-01-02 00:00:00\n3,2024-01-03 23:59:59\n4,2024-01-04 12:00:00\n");
        folder.Write("seeds/events.yml", "seeds: [{name: events, config: {event_time: ts, column_types: {ts: timestamp}}}]\n");
        folder.Write("models/daily.sql", Daily);
        folder.Write("models/down.sql", "{{ config(materialized='table') }} select count(*) as n, sum(amount) as total from {{ ref('daily') }}");
        Cli.Run(folder.Path, "seed", "-q", "--vars", "factor: 0").ExitCode.ShouldBe(0);
        return folder;
    }
}
