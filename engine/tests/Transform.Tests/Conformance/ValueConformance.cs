using Shouldly;

namespace Transform.Tests.Conformance;

/// <summary>Values of all types: written by models, read by templates and by the engine, whole and exact.</summary>
public abstract class ValueConformance(TestWarehouse warehouse) : ProjectConformance(warehouse)
{
    private static readonly string[] Types =
    [
        "{{ dbt.type_int() }}", "{{ dbt.type_bigint() }}", "{{ dbt.type_float() }}", "{{ dbt.type_numeric() }}", "{{ dbt.type_string() }}",
        "{{ dbt.type_boolean() }}", "date", "{{ dbt.type_timestamp() }}", "decimal(38, 0)", "decimal(9, 2)", "smallint", "real", "double precision", "varchar(5)",
    ];

    [Fact]
    public void null_may_stand_in_every_type()
    {
        var nulls = string.Join(", ", Types.Select((t, i) => $"cast(null as {{{{ nullable('{t.Replace("{{ ", "' ~ ").Replace(" }}", " ~ '")}') }}}}) as c{i}"));
        using var project = Project(
            ("models/m.sql", Text(
                "materialized='table'", $"select 1 as id, {nulls}{{% for type in own_types() %}}, cast(null as {{{{ type }}}}) as own{{{{ loop.index }}}}{{% endfor %}}")),
            ("models/i.sql", Text("materialized='incremental', unique_key='id'", "select * from {{ ref('m') }}")),
            ("models/read.sql", "{% set rows = run_query('select * from ' ~ ref('m')) %}select {{ rows.rows[0].values() | select('none') | list | length if execute else 0 }} as nulls"));

        Passes(project);
        Passes(project);

        var count = project.Columns("m").Length - 1;
        count.ShouldBeGreaterThan(Types.Length + 10);
        project.Rows("select * from m").ShouldBe(["1" + string.Concat(Enumerable.Repeat("|None", count))]);
        project.Rows("select * from i").ShouldBe(project.Rows("select * from m"));
        project.Rows("select nulls from read").ShouldBe([$"{count}"]);
    }

    [Theory]
    [InlineData("12345678901234567890123456789012345678", "decimal(38, 0)")]
    [InlineData("-99999999999999999999999999999999999999", "decimal(38, 0)")]
    [InlineData("1234567890123456789012345678.0123456789", "decimal(38, 10)")]
    [InlineData("0.12345678901234567890123456789012345678", "decimal(38, 38)")]
    [InlineData("-9223372036854775808", "bigint")]
    [InlineData("9223372036854775807", "bigint")]
    [InlineData("-2147483648", "int")]
    public void numbers_keep_all_of_their_digits(string number, string type)
    {
        using var project = Project(
            ("models/m.sql", Text("materialized='table'", $"select cast('{number}' as {type}) as x")),
            ("models/again.sql", Text("materialized='table'", "-- {{ ref('m') }}\nselect '{{ run_query('select x from ' ~ ref('m')).columns[0].values()[0] if execute }}' as x")));

        Passes(project);

        project.Rows("select x from m").ShouldBe([number]);
        project.Rows("select x from again").ShouldBe([number]);
        project.Rows($"select count(*) from m where x = cast('{number}' as {type})").ShouldBe(["1"]);
    }

    [Fact]
    public void a_text_may_be_long()
    {
        using var project = Project(
            ("models/m.sql", Text("materialized='table'", "select repeat('0123456789abcdü', 1000000) as t")),
            ("models/n.sql", Text("materialized='incremental'", "select t, length(t) as n from {{ ref('m') }}")),
            ("models/read.sql", Text("materialized='table'", "-- {{ ref('m') }}\nselect {{ run_query('select t from ' ~ ref('m')).rows[0][0] | length if execute else 0 }} as n")));

        Passes(project);

        const int Length = 15 * 1000000;
        var text = project.Rows("select t from n").Single();
        text.Length.ShouldBe(Length);
        text.ShouldEndWith("abcdü");
        project.Rows("select n from read").ShouldBe([$"{Length}"]);
    }

    [Fact]
    public void texts_keep_every_character()
    {
        const string Odd = "it's \"q\" \\ \\n `b` $$ %s {0} ? : ; -- /* 日本 😀 \u00A0\u200B\t|";
        using var project = Project(
            ("models/m.sql", Text("materialized='table'", "select {{ dbt.string_literal(dbt.escape_single_quotes(var('odd'))) }} as t")),
            ("dbt_project.yml", $"name: shop\nprofile: shop\nvars: {{odd: {System.Text.Json.JsonSerializer.Serialize(Odd.Replace("\\", "/", StringComparison.Ordinal))}}}\n"));

        Passes(project);

        project.Rows("select t from m").ShouldBe([Odd.Replace("\\", "/", StringComparison.Ordinal)]);
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("America/New_York")]
    [InlineData("Asia/Kolkata")]
    public void an_instant_is_the_same_whatever_the_sessions_zone(string zone)
    {
        using var project = Project(
            ("models/m.sql", Text($"materialized='table', pre_hook=\"{{{{ set_zone('{zone}') }}}}\"", "select {{ instant('2024-07-01 12:00:00') }} as instant")),
            ("models/i.sql", Text($"materialized='incremental', pre_hook=\"{{{{ set_zone('{zone}') }}}}\"", "select * from {{ ref('m') }}")));

        Passes(project);
        Passes(project);

        project.Rows("select instant from m").ShouldBe(["2024-07-01 12:00:00+00:00"]);
        project.Rows("select instant from i").ShouldBe(["2024-07-01 12:00:00+00:00", "2024-07-01 12:00:00+00:00"]);
        project.Rows("select count(*) from m where instant = " + project.With(r => r.CompileInline("{{ instant('2024-07-01 12:00:00') }}", Token))).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("2024-02-29 23:59:59.123456")]
    [InlineData("1970-01-01 00:00:00")]
    [InlineData("2099-12-31 23:59:59.5")]
    public void times_keep_their_microseconds(string time)
    {
        using var project = Project(("models/m.sql", Text("materialized='table'", $"select {{{{ exact_time('{time}') }}}} as x")));

        Passes(project);

        DateTime.Parse(project.Rows("select x from m").Single()).ShouldBe(DateTime.Parse(time));
    }

    [Theory]
    [InlineData("1e300")]
    [InlineData("-0.1")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("5e-324")]
    public void floats_are_read_to_their_last_bit(string number)
    {
        using var project = Project(("models/m.sql", Text("materialized='table'", $"select cast('{number}' as double precision) as x")));

        Passes(project);

        double.Parse(project.Rows("select x from m").Single()).ShouldBe(double.Parse(number));
    }

    [Fact]
    public void lists_are_read_as_lists()
    {
        using var project = Project(
            ("models/m.sql", Text("materialized='table'", "select {{ dbt.array_construct([1, 2, 3]) }} as a, {{ dbt.array_construct([\"'x'\", \"'it''s'\"]) }} as b")),
            ("models/again.sql", Text("materialized='incremental'", "select {{ dbt.array_append('a', 4) }} as a, {{ dbt.array_concat('b', 'b') }} as b from {{ ref('m') }}")));

        Passes(project);

        project.Rows("select a, b from m").ShouldBe(["[1, 2, 3]|['x', \"it's\"]"]);
        project.Rows("select a, b from again").ShouldBe(["[1, 2, 3, 4]|['x', \"it's\", 'x', \"it's\"]"]);
    }

    [Fact]
    public void nested_values_stay_what_they_are()
    {
        using var project = Project(
            ("models/m.sql", Text("materialized='table'", "select 1 as id {% for value in nested_values() %}, {{ value }} as v{{ loop.index }}{% endfor %}")),
            ("models/i.sql", Text("materialized='incremental', unique_key='id', on_schema_change='append_new_columns'", "select * from {{ ref('m') }}")),
            ("models/late.sql", Incremental("on_schema_change='append_new_columns'", "select 1 as id -- {{ ref('m') }}\n", "select * from {{ ref('m') }}")),
            ("models/read.sql", "-- {{ ref('m') }}\nselect {{ run_query('select * from ' ~ ref('m')).rows[0] | length if execute else 0 }} as n"));

        Passes(project);
        Passes(project);

        var rows = project.Rows("select * from m");
        rows.ShouldHaveSingleItem().ShouldNotContain("|None");
        project.Rows("select * from i").ShouldBe(rows);
        project.Rows("select * from late").ShouldContain(rows[0]);
        project.Columns("late").ShouldBe(project.Columns("m"));
        project.Rows("select n from read").ShouldBe([$"{project.Columns("m").Length}"]);
    }
}
