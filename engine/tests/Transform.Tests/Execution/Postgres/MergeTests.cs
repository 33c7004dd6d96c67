using Shouldly;
using Transform.Execution;

namespace Transform.Tests.Execution.Postgres;

/// <summary>Merging rows by their key: by MERGE, by what takes its place on servers before 15, and by ON CONFLICT.</summary>
public sealed class MergeTests
{
    private const string WithoutMerge = "{% macro default__postgres_has_merge() %}{% do return(false) %}{% endmacro %}";

    /// <summary>The table's rows are (1, 'old', 'old'), (2, 'old', 'old') and (null, 'old', 'old'); the new ones (1, 'new', 'new'),
    /// (3, 'new', 'new') and (null, 'new', 'new').</summary>
    public static TheoryData<string, string, string[]> Cases => new()
    {
        // A NULL is equal to nothing, so the row is a new one each time.
        { "merge", "", ["1|new|new", "2|old|old", "3|new|new", "|new|new", "|old|old"] },
        { "merge", ", merge_update_columns=['a']", ["1|new|old", "2|old|old", "3|new|new", "|new|new", "|old|old"] },
        { "merge", ", merge_exclude_columns=['A']", ["1|old|new", "2|old|old", "3|new|new", "|new|new", "|old|old"] },

        // A row that the predicates do not let through is no match: it comes in as a new one.
        { "merge", ", incremental_predicates=[\"DBT_INTERNAL_DEST.a = 'other'\"]", ["1|new|new", "1|old|old", "2|old|old", "3|new|new", "|new|new", "|old|old"] },

        // Were the insert to see the update, it would find the row unmatched again.
        { "merge", ", incremental_predicates=[\"DBT_INTERNAL_DEST.a = 'old'\", \"DBT_INTERNAL_SOURCE.b = 'new'\"]", ["1|new|new", "2|old|old", "3|new|new", "|new|new", "|old|old"] },
        { "upsert", "", ["1|new|new", "2|old|old", "3|new|new", "|new|new", "|old|old"] },
        { "upsert", ", merge_update_columns=['a']", ["1|new|old", "2|old|old", "3|new|new", "|new|new", "|old|old"] },
        { "upsert", ", merge_exclude_columns=['a', 'b', 'id']", ["1|old|old", "2|old|old", "3|new|new", "|new|new", "|old|old"] },
        { "upsert", ", incremental_predicates=[\"DBT_INTERNAL_DEST.a = 'other'\"]", ["1|old|old", "2|old|old", "3|new|new", "|new|new", "|old|old"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void rows_are_merged_by_their_key(string strategy, string config, string[] expected)
    {
        using var project = Project(strategy, "'id'" + config, New(1, 3, null));

        RunTwice(project);

        project.Rows("select id, a, b from public.m order by 1, 2, 3").ShouldBe(expected.Select(r => r.StartsWith('|') ? "None" + r : r));
        HasMerge(project).ShouldBe(strategy == "merge");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void without_merge_the_rows_are_the_same(string strategy, string config, string[] expected)
    {
        using var project = Project(strategy, "'id'" + config, New(1, 3, null));
        project.Write("macros/old.sql", WithoutMerge);

        RunTwice(project);

        project.Rows("select id, a, b from public.m order by 1, 2, 3").ShouldBe(expected.Select(r => r.StartsWith('|') ? "None" + r : r));
        HasMerge(project).ShouldBeFalse();
    }

    [Theory]
    [InlineData("merge", true)]
    [InlineData("merge", false)]
    [InlineData("upsert", true)]
    public void keys_may_have_several_columns(string strategy, bool hasMerge)
    {
        using var project = Project(strategy, "['id', 'b'], merge_update_columns=['a']", "select 1 as id, 'new' as a, 'old' as b union all select 2, 'new', 'new'", "id, b");
        if (!hasMerge)
        {
            project.Write("macros/old.sql", WithoutMerge);
        }

        RunTwice(project);

        project.Rows("select id, a, b from public.m order by 1, 2, 3").ShouldBe(["1|new|old", "2|new|new", "2|old|old", "None|old|old"]);
    }

    [Theory]
    [InlineData("merge", true, "MERGE command cannot affect row a second time")]
    [InlineData("merge", false, "MERGE command cannot affect row a second time")]
    [InlineData("upsert", true, "ON CONFLICT DO UPDATE command cannot affect row a second time")]
    public void two_new_rows_of_one_key_are_an_error_that_says_so(string strategy, bool hasMerge, string message)
    {
        using var project = Project(strategy, "'id'", New(1, 1));
        if (!hasMerge)
        {
            project.Write("macros/old.sql", WithoutMerge);
        }

        project.Run().Failed.ShouldBeFalse();
        var result = project.Run().Results.Single();

        result.Status.ShouldBe(NodeStatus.Error);
        result.Message.ShouldContain(message);
        result.Diagnostics.Single().Hint.ShouldBe(
            "Two rows of the model's query have the same unique_key: let it give one of them, or add what tells them apart to the unique_key.");
        project.Rows("select id, a from public.m order by 1").ShouldBe(["1|old", "2|old", "None|old"]);
    }

    [Fact]
    public void an_upsert_without_an_index_says_which_one_it_needs()
    {
        using var project = Project("upsert", "'id', indexes=[]", New(1));
        project.Run().Failed.ShouldBeFalse();

        var diagnostic = project.Run().Results.Single().Diagnostics.Single();

        diagnostic.Message.ShouldStartWith("there is no unique or exclusion constraint matching the ON CONFLICT specification");
        diagnostic.Hint!.ShouldContain("indexes=[{'columns': [...], 'unique': true}]");
    }

    [Fact]
    public void an_upsert_without_a_key_is_refused()
    {
        using var project = Project("upsert", "none", New(1));
        project.Run().Failed.ShouldBeFalse();

        project.Run().Results.Single().Message.ShouldContain("The strategy upsert needs the config unique_key");
    }

    private static TestProject Project(string strategy, string key, string rows, string index = "id")
    {
        var indexes = strategy == "upsert" && !key.Contains("indexes", StringComparison.Ordinal)
            ? $", indexes=[{{'columns': [{string.Join(", ", index.Split(", ").Select(c => $"'{c}'"))}], 'unique': true}}]"
            : string.Empty;
        return TestProject.OnPostgres(("models/m.sql", $$$"""
            {{ config(materialized='incremental', incremental_strategy='{{{strategy}}}', unique_key={{{key}}}{{{indexes}}}) }}
            {% if is_incremental() %}
            {{{rows}}}
            {% else %}
            select * from (values (1, 'old', 'old'), (2, 'old', 'old'), (null, 'old', 'old')) as t (id, a, b)
            {% endif %}
            """));
    }

    private static string New(params int?[] ids) =>
        "select * from (values " + string.Join(", ", ids.Select(id => $"({id?.ToString() ?? "null"}, 'new', 'new')")) + ") as t (id, a, b)";

    private static void RunTwice(TestProject project)
    {
        project.Run().Failed.ShouldBeFalse();
        project.Run().Results.ShouldAllBe(r => r.Status == NodeStatus.Success, project.Last.Messages.LastOrDefault());
    }

    private static bool HasMerge(TestProject project) => project.Last.Statements.Exists(s => s.Contains("merge into", StringComparison.Ordinal));
}
