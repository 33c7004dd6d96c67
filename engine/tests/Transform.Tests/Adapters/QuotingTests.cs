using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Transform.Adapters;
using Transform.Adapters.DuckDb;

namespace Transform.Tests.Adapters;

/// <summary>Any name and any text come back from the engine as they went in.</summary>
public sealed class QuotingTests
{
    private static readonly ISqlDialect Dialect = new DuckDbAdapterFactory().Dialect;

    [Fact]
    public void any_text_survives()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();

        Prop.ForAll(Texts(), text => connection.Scalar($"select {Dialect.Literal(text)}") as string == text).QuickCheckThrowOnFailure();
        foreach (var text in (string[])["\0", "a\0'b", "'; drop table x; --", "\\", "\r\n", "''", "$$"])
        {
            connection.Scalar($"select {Dialect.Literal(text)}").ShouldBe(text);
        }
    }

    [Fact]
    public void any_name_survives()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();

        Prop.ForAll(Texts(), text =>
        {
            var name = text.Replace("\0", string.Empty, StringComparison.Ordinal);
            if (name.Length == 0)
            {
                return true;
            }

            using var reader = connection.Query($"select 1 as {Dialect.Quote(name)}", DuckDbFixture.Token);
            return reader.Columns[0].Name == name;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void any_relation_survives()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();

        Prop.ForAll(Texts(), text =>
        {
            var name = text.Replace("\0", string.Empty, StringComparison.Ordinal) + "x";
            var relation = new Relation("memory", name, name);
            connection.Run($"create schema if not exists {Dialect.Render(relation with { Identifier = null })}");
            connection.Run($"create or replace table {Dialect.Render(relation)} as select 1 as {Dialect.Quote(name)}");
            var found = connection.ListRelations("memory", name, DuckDbFixture.Token);
            return found.Any(r => (r.Database, r.Schema, r.Identifier) == ("memory", name, name))
                && connection.GetColumns(relation, DuckDbFixture.Token).Single().Name == name;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void parts_are_quoted_as_the_policy_says()
    {
        var relation = new Relation("db", "s", "t");
        Dialect.Render(relation).ShouldBe("\"db\".\"s\".\"t\"");
        Dialect.Render(relation with { Database = null }).ShouldBe("\"s\".\"t\"");
        Dialect.Render(relation with { Quoting = new QuotePolicy(false, true, false) }).ShouldBe("db.\"s\".t");
    }

    /// <summary>Whole characters only: half a surrogate pair is no text.</summary>
    private static Arbitrary<string> Texts() => Arb.From(
        ArbMap.Default.GeneratorFor<string>().Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? string.Empty))));
}
