using Shouldly;
using Transform.Adapters;

namespace Transform.Tests.Conformance;

/// <summary>What every adapter does. Anything here that is not true of a warehouse is a matter for <see cref="Capabilities"/>.</summary>
public abstract class AdapterConformance : IDisposable
{
    private readonly TestWarehouse warehouse;
    private readonly string folder = Directory.CreateTempSubdirectory("transform-adapter-").FullName;
    private readonly ProfileOutput output;

    protected AdapterConformance(TestWarehouse warehouse)
    {
        this.warehouse = warehouse;
        output = warehouse.NewDatabase(folder);
        Adapter = warehouse.Factory.Create(output);
    }

    protected IAdapter Adapter { get; }

    protected string Schema => warehouse.Factory.Describe(output).Schema;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void a_table_and_a_view_are_made_listed_and_described()
    {
        using var connection = Adapter.Connect(Token);
        var table = Named("numbers");
        var view = Named("doubled");
        connection.Execute($"create table {Render(table)} as select 1 as a, {Adapter.Dialect.Literal("it's")} as b", Token);
        connection.Execute($"create view {Render(view)} as select a + a as a from {Render(table)}", Token);

        var relations = connection.ListRelations(null, Schema, Token);

        relations.Single(r => r.Identifier == "numbers").Kind.ShouldBe(RelationKind.Table);
        relations.Single(r => r.Identifier == "doubled").Kind.ShouldBe(RelationKind.View);
        connection.ListSchemas(null, Token).ShouldContain(Schema);
        connection.GetColumns(table, Token).Select(c => c.Name).ShouldBe(["a", "b"]);
        connection.GetColumns(Named("missing"), Token).ShouldBeEmpty();
        var catalog = connection.GetCatalog(null, [Schema], Token);
        catalog.Single(r => r.Relation.Identifier == "doubled").Columns.Single().Name.ShouldBe("a");
    }

    [Fact]
    public void values_are_read_as_they_were_written()
    {
        using var connection = Adapter.Connect(Token);
        const string Text = "a 'quoted' \"text\" with ünï\ncode";
        using var reader = connection.Query($"select 7 as i, {Adapter.Dialect.Literal(Text)} as t, null as n", Token);

        reader.Read().ShouldBeTrue();

        reader.GetInt64(0).ShouldBe(7);
        reader.GetString(1).ShouldBe(Text);
        reader.IsNull(2).ShouldBeTrue();
        reader.GetValue(2).ShouldBeNull();
        reader.Read().ShouldBeFalse();
    }

    [Theory]
    [InlineData("select 1 as a; select 2 as b", 2)]
    [InlineData("create table made as select 1 as x; select 3 as b; -- and no more", 3)]
    [InlineData("select 1 as a; select 2 as c; create table made as select 1 as x", null)]
    public void the_rows_of_the_last_statement_are_read(string sql, int? expected)
    {
        using var connection = Adapter.Connect(Token);

        using var reader = connection.Query(sql, Token);

        if (expected is null)
        {
            reader.Read().ShouldBeFalse();
            return;
        }

        reader.Columns.Single().Name.ShouldBe("b");
        reader.Read().ShouldBeTrue();
        reader.GetInt64(0).ShouldBe(expected.Value);
        reader.Read().ShouldBeFalse();
    }

    [Fact]
    public void any_name_can_be_quoted()
    {
        using var connection = Adapter.Connect(Token);
        const string Name = "select \"x\" 'y' ü";
        connection.Execute($"create table {Render(Named(Name))} as select 1 as {Adapter.Dialect.Quote(Name)}", Token);

        connection.ListRelations(null, Schema, Token).ShouldContain(r => r.Identifier == Name);
        connection.GetColumns(Named(Name), Token).Single().Name.ShouldBe(Name);
    }

    [Fact]
    public void a_transaction_is_rolled_back_whole_where_there_are_any()
    {
        using (var connection = Adapter.Connect(Token))
        {
            connection.Begin(Token);
            connection.Execute($"create table {Render(Named("undone"))} as select 1 as a", Token);
        }

        using var next = Adapter.Connect(Token);
        next.InTransaction.ShouldBeFalse();
        next.ListRelations(null, Schema, Token).Any(r => r.Identifier == "undone").ShouldBe(!Adapter.Capabilities.TransactionalDdl);
    }

    [Fact]
    public void a_failing_statement_is_a_warehouse_exception_and_the_session_goes_on()
    {
        using var connection = Adapter.Connect(Token);

        var error = Should.Throw<WarehouseException>(() => connection.Execute("select * from no_such_table_anywhere", Token));

        error.Message.ShouldContain("no_such_table_anywhere");
        connection.Query("select 1 as a", Token).Dispose();
    }

    [Fact]
    public void a_cancelled_call_throws_and_runs_nothing()
    {
        using var connection = Adapter.Connect(Token);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Should.Throw<OperationCanceledException>(() => connection.Execute($"create table {Render(Named("never"))} as select 1 as a", source.Token));

        connection.ListRelations(null, Schema, Token).ShouldNotContain(r => r.Identifier == "never");
    }

    [Fact]
    public void a_csv_file_fills_a_table()
    {
        using var connection = Adapter.Connect(Token);
        var file = Path.Combine(folder, "seed.csv");
        File.WriteAllText(file, "id,note\n1,\"a, b\"\n2,\n");
        var csv = new CsvFile(file, ["id", "note"]);
        var table = Named("seeded");
        connection.Execute($"create table {Render(table)} as select 0 as id, nullif({Adapter.Dialect.Literal("x")}, {Adapter.Dialect.Literal("y")}) as note where 1 = 0", Token);

        connection.LoadCsv(table, csv, Token).ShouldBe(2);

        using var reader = connection.Query($"select note from {Render(table)} order by id", Token);
        reader.Read().ShouldBeTrue();
        reader.GetString(0).ShouldBe("a, b");
        reader.Read().ShouldBeTrue();
        reader.IsNull(0).ShouldBeTrue();
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Adapter.Dispose();
            warehouse.Drop(output);
            Directory.Delete(folder, recursive: true);
        }
    }

    private Relation Named(string identifier) => new(null, Schema, identifier);

    private string Render(Relation relation) => Adapter.Dialect.Render(relation);
}
