using Shouldly;
using Transform.Adapters;

namespace Transform.Tests.Adapters;

public sealed class MetadataTests : IDisposable
{
    private readonly DuckDbFixture fixture = DuckDbFixture.InMemory();
    private readonly IWarehouseConnection connection;

    public MetadataTests()
    {
        connection = fixture.Connect();
        connection.Run(
            """
            create schema "Sch";
            create table "Sch".items (id int not null, "Name" varchar default 'x', price decimal(18,3), tags varchar[], pos struct(a int, b varchar[]));
            create view "Sch"."View 1" as select id, "Name" from "Sch".items;
            create table elsewhere (a int);
            create temp table passing (a int, b varchar);
            comment on table "Sch".items is 'what is sold';
            comment on column "Sch".items.price is 'in cents';
            comment on view "Sch"."View 1" is 'a view';
            attach ':memory:' as other;
            create table other.main.far (z int);
            insert into "Sch".items (id) values (1), (2);
            """);
    }

    public void Dispose()
    {
        connection.Dispose();
        fixture.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("memory")]
    [InlineData("MEMORY")]
    public void relations_of_a_schema_are_listed_whatever_the_case(string? database)
    {
        connection.ListRelations(database, "sCH", DuckDbFixture.Token).ShouldBe(
        [
            new Relation("memory", "Sch", "View 1", RelationKind.View),
            new Relation("memory", "Sch", "items", RelationKind.Table),
        ]);
    }

    [Fact]
    public void other_databases_and_missing_schemas_are_listed()
    {
        connection.ListRelations("other", "main", DuckDbFixture.Token).ShouldBe([new Relation("other", "main", "far", RelationKind.Table)]);
        connection.ListRelations(null, "nope", DuckDbFixture.Token).ShouldBeEmpty();
        connection.ListRelations(null, "x' or 'a' = 'a", DuckDbFixture.Token).ShouldBeEmpty();
        connection.ListSchemas(null, DuckDbFixture.Token).ShouldContain("Sch");
        connection.ListSchemas("other", DuckDbFixture.Token).ShouldNotContain("Sch");
    }

    [Fact]
    public void columns_have_the_types_of_the_information_schema()
    {
        var columns = connection.GetColumns(new Relation("memory", "Sch", "items"), DuckDbFixture.Token);

        columns.Select(c => (object?[])[c.Name, c.DataType]).ShouldBe(connection.Rows(
            "select column_name, data_type from information_schema.columns where table_name = 'items' order by ordinal_position"));
        columns[0].Nullable.ShouldBeFalse();
        columns[1].Nullable.ShouldBeTrue();
        columns[4].DataType.ShouldBe("STRUCT(a INTEGER, b VARCHAR[])");
    }

    [Fact]
    public void columns_of_views_temporary_and_missing_relations_are_found()
    {
        Names(new Relation(null, "sch", "view 1")).ShouldBe(["id", "Name"]);
        Names(new Relation(null, null, "passing")).ShouldBe(["a", "b"]);
        Names(new Relation("other", "main", "far")).ShouldBe(["z"]);
        Names(new Relation("memory", "Sch", "nope")).ShouldBeEmpty();
        Names(new Relation("nope", "Sch", "items")).ShouldBeEmpty();
        Names(new Relation("memory", "Sch", "it\"ems' --")).ShouldBeEmpty();
    }

    [Fact]
    public void asking_for_a_missing_relation_does_not_abort_a_transaction()
    {
        connection.Begin(DuckDbFixture.Token);
        connection.Run("create table kept (a int)");
        Names(new Relation("memory", "main", "nope")).ShouldBeEmpty();
        connection.Commit(DuckDbFixture.Token);

        Names(new Relation("memory", "main", "kept")).ShouldBe(["a"]);
    }

    [Fact]
    public void a_view_that_no_longer_works_is_listed_but_its_columns_are_an_error()
    {
        connection.Run("create table base (a int); create view broken as select a from base; drop table base");

        connection.ListRelations(null, "main", DuckDbFixture.Token).ShouldContain(r => r.Identifier == "broken");
        connection.GetCatalog(null, ["main"], DuckDbFixture.Token).ShouldContain(r => r.Relation.Identifier == "broken");
        Should.Throw<WarehouseException>(() => Names(new Relation(null, "main", "broken")));
    }

    [Fact]
    public void the_catalog_has_columns_and_comments()
    {
        var catalog = connection.GetCatalog(null, ["sch", "main"], DuckDbFixture.Token);

        catalog.Select(r => r.Relation.Identifier).ShouldBe(["View 1", "items", "elsewhere"]);
        var items = catalog[1];
        items.Comment.ShouldBe("what is sold");
        items.EstimatedRows.ShouldBe(2);
        items.Columns.Select(c => c.Name).ShouldBe(["id", "Name", "price", "tags", "pos"]);
        items.Columns[2].ShouldBe(new ColumnInfo("price", "DECIMAL(18,3)") { Comment = "in cents" });
        items.Columns[0].Nullable.ShouldBeFalse();
        catalog[0].Comment.ShouldBe("a view");
        catalog[0].Columns.Select(c => c.Name).ShouldBe(["id", "Name"]);
        connection.GetCatalog(null, [], DuckDbFixture.Token).ShouldBeEmpty();
    }

    private IEnumerable<string> Names(Relation relation) => connection.GetColumns(relation, DuckDbFixture.Token).Select(c => c.Name);
}
