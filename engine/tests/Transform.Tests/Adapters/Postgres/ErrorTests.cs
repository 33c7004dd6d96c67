using Shouldly;
using Transform.Adapters;

namespace Transform.Tests.Adapters.Postgres;

public sealed class ErrorTests
{
    /// <summary>The server counts characters, not UTF-16 code units, and each statement from its own start.</summary>
    [Theory]
    [InlineData("select nope")]
    [InlineData("  select 'ü', nope")]
    [InlineData("select '\U0001F600\U0001F600', nope")]
    [InlineData("select 1;\nselect nope")]
    [InlineData("select 1; select '\U0001F600;', 2; select nope")]
    [InlineData("/* \U0001F600 */ select 1; -- \U0001F600\nselect nope")]
    [InlineData("select 1; select 1; select  nope")]
    public void an_error_points_at_its_place_in_the_whole_text(string sql)
    {
        using var fixture = PostgresFixture.New();
        using var connection = fixture.Connect();

        var error = Should.Throw<WarehouseException>(() => connection.Run(sql));

        error.Message.ShouldStartWith("column \"nope\" does not exist");
        error.Position.ShouldBe(sql.IndexOf("nope", StringComparison.Ordinal));
    }

    [Fact]
    public void of_statements_that_are_alike_the_one_that_failed_is_pointed_at()
    {
        using var fixture = PostgresFixture.New();
        using var connection = fixture.Connect();
        connection.Run("create table t (a int)");
        const string Sql = "select a from t; alter table t rename a to b; select a from t";

        Should.Throw<WarehouseException>(() => connection.Run(Sql)).Position.ShouldBe(Sql.LastIndexOf("a from", StringComparison.Ordinal));
    }
}
