using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
using Transform.Execution.Materializations;
using Transform.Execution.Nodes;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.UnitTests;

/// <summary>One unit test as it runs.</summary>
internal sealed class UnitTestWork
{
    private readonly DeclaredNode test;
    private readonly ModelNode model;
    private readonly Compiler compiler;
    private readonly WarehouseSession session;
    private readonly SqlFiles files;
    private readonly NodeContext context;

    // Macros that write the test's SQL see neither stand-ins nor overrides.
    private readonly NodeContext plain;
    private readonly FixtureSql fixtures;
    private Dictionary<string, DictValue>? inputs;

    public UnitTestWork(DeclaredNode test, ModelNode model, Compiler compiler, WarehouseSession session, SqlFiles files)
    {
        this.test = test;
        this.model = model;
        this.compiler = compiler;
        this.session = session;
        this.files = files;
        plain = new NodeContext(compiler, model, session);
        fixtures = new FixtureSql(test, plain);
        var overrides = test.Values["overrides"].AsDict() ?? new DictValue();
        context = new NodeContext(compiler, model, session) { StandIns = new StandIns(model, overrides, Given) };
    }

    /// <summary>What the macros see that write the test's SQL.</summary>
    public NodeContext Macros => plain;

    /// <summary>The model's SQL with the given rows in it.</summary>
    public CompiledNode Compile()
    {
        inputs = Inputs();
        return Compiler.CompileWithStandIns(model, context);
    }

    /// <summary>Runs the SQL and holds its rows against the expected ones.</summary>
    public NodeOutcome Run(CompiledNode compiled)
    {
        try
        {
            return Compare(compiled);
        }
        catch (WarehouseException e)
        {
            throw new TransformException([Describe(e, compiled)]);
        }
    }

    /// <summary>At the value in the YAML file that did not fit, or at the line of the model that the warehouse refused.</summary>
    private Diagnostic Describe(WarehouseException e, CompiledNode compiled)
    {
        if (LiteralAt(e.Sql, e.Position) is { } value && Places.Of(test, value) is { } place && place != test.Span)
        {
            return Diagnostic.Error(
                e.Code, e.Message, place, e.Hint ?? "The value must fit the type that its column has in the warehouse.") with { NodeId = test.UniqueId };
        }

        var inModel = Failures.Describe(e, model, compiled.Sql, files.ShownPath(test)) with { NodeId = test.UniqueId };
        return inModel.Span?.Source == model.Template.Source ? inModel : Failures.Describe(e, test, compiled.Sql, files.ShownPath(test));
    }

    private static string? LiteralAt(string? sql, int? position)
    {
        if (sql is null || position is not { } start || start < 0 || start >= sql.Length)
        {
            return null;
        }

        // Warehouses point at the cast or at the value in it.
        start = sql.IndexOf('\'', start);
        var end = start < 0 || start - position > "cast(".Length ? -1 : sql.IndexOf('\'', start + 1);
        return end < 0 ? null : sql[(start + 1)..end];
    }

    private NodeOutcome Compare(CompiledNode compiled)
    {
        var main = compiled.Sql.Trim().TrimEnd(';');
        if (MaterializationTable.FindChanged("unit", plain) is { } block)
        {
            return Judge(RunBlock(block, main));
        }

        var shape = session.Query(plain.Sql("get_empty_subquery_sql", main));
        var expect = test.Values["expect"].AsDict()!;
        var (names, expected) = expect["rows"].AsList() is { } rows
            ? Expected(Columns(shape), rows)
            : Expected(expect["rows"].ToString());
        var quoted = new ListValue(names.Select(name => (Value)plain.Dialect.Quote(name)));
        var sql = plain.Sql("get_unit_test_sql", main, expected, quoted);
        files.WriteRun(test, sql);
        return Judge(session.Query(sql));
    }

    private NodeOutcome Judge(TableObject rows) => RowDifference.Of(rows) is { } difference
        ? Fail(difference)
        : new NodeOutcome(NodeStatus.Pass, string.Empty) { Failures = 0 };

    /// <summary>The project has its own way of comparing: its macros see the test as a node, with its rows among its settings.</summary>
    private TableObject RunBlock(MacroBlock block, string main)
    {
        var rows = test.Values["expect"].AsDict()!["rows"];
        var settings = test.Config.Values.Copy();
        settings["materialized"] = "unit";
        settings["expected_rows"] = rows.AsList() is { } list ? list : new ListValue();
        settings["expected_sql"] = rows.IsString ? rows : Value.None;
        plain.Set("config", Value.From(new ConfigObject(new NodeConfig(settings), () => NodeDictionary.Model(test, plain.Graph))));
        plain.Set("model", NodeDictionary.Model(test, plain.Graph));
        plain.Set("this", plain.RelationValue(new Relation(model.Database, model.Schema, test.Name)));
        var work = new MaterializationContext(model, main, plain, new RunOptions { Threads = 1 });
        new TemplateMaterialization(block).Run(work);
        files.WriteRun(test, work.MainStatement ?? main);
        return plain.Statements.Load(Arguments.Of("main")).GetAttribute("table").As<TableObject>() ?? TableObject.Empty;
    }

    private NodeOutcome Fail(RowDifference difference)
    {
        var diagnostic = Diagnostic.Error(
            DiagnosticCodes.TestFailed,
            $"{model.Name}::{test.Name}: {difference.Summary}",
            Places.Of(test, "expect"),
            $"lines with - are expected and did not come out, lines with + came out and are not expected:\n{difference.ToText()}") with
        {
            NodeId = test.UniqueId,
        };
        return new NodeOutcome(NodeStatus.Fail, $"actual differs from expected:\n\n{difference.ToText()}\n")
        {
            Failures = 1,
            Diagnostics = [diagnostic],
        };
    }

    // Only what the expectation names is compared.
    private (List<string> Names, string Sql) Expected(List<(string Name, string Type)> actual, ListValue rows)
    {
        if (rows.Count == 0)
        {
            return ([.. actual.Select(c => c.Name)], fixtures.Write(actual, rows, "expect"));
        }

        var named = rows.SelectMany(row => row.AsDict()!.Keys).Select(key => key.ToString()).Distinct(StringComparer.OrdinalIgnoreCase);
        var columns = new List<(string Name, string Type)>();
        foreach (var name in named)
        {
            // A column that the model does not have is reported where the rows are written.
            if (actual.FindIndex(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var found)
            {
                columns.Add(actual[found]);
            }
            else
            {
                columns = actual;
                break;
            }
        }

        return ([.. columns.Select(c => c.Name)], fixtures.Write(columns, rows, $"the result of '{model.Name}'"));
    }

    private (List<string> Names, string Sql) Expected(string sql)
    {
        var code = sql.Trim().TrimEnd(';');
        return ([.. session.Query(plain.Sql("get_empty_subquery_sql", code)).Names], code);
    }

    private static List<(string Name, string Type)> Columns(TableObject table) => [.. table.Names.Zip(table.Types)];

    private Dictionary<string, DictValue> Inputs()
    {
        var found = new Dictionary<string, DictValue>(StringComparer.Ordinal);
        foreach (var given in test.Values["given"].AsList() ?? [])
        {
            var input = given.AsDict()!;
            var name = input["input"].ToString().Trim();
            found[name == "this" ? model.UniqueId : Resolve(name).UniqueId] = input;
        }

        return found;
    }

    private Node Resolve(string call)
    {
        var place = Places.Of(test, call);
        Node? node;
        try
        {
            node = plain.Resolve(call);
        }
        catch (TransformException e)
        {
            throw new TransformException([.. e.Diagnostics.Select(d => d with { Span = place, NodeId = test.UniqueId })]);
        }

        return node ?? throw TransformException.Error(
            DiagnosticCodes.InvalidUnitTest,
            $"The unit test '{test.Name}' has the input '{call}', which names no relation.",
            place,
            "Write ref('model'), source('source', 'table') or this.");
    }

    /// <summary>The SQL of an input's rows; null where the test gives none for it.</summary>
    private string? Given(RelationNode node)
    {
        if (!inputs!.TryGetValue(node.UniqueId, out var input))
        {
            return null;
        }

        return input["rows"].AsList() is { } rows
            ? Rows(node, input, rows)
            : context.RenderText(input["rows"].ToString()).Trim().TrimEnd(';');
    }

    private string Rows(RelationNode node, DictValue input, ListValue rows)
    {
        const string Macro = "get_fixture_sql";
        if (context.Macros.Reach.IsUntouched(Macro, context.Package))
        {
            return fixtures.Write(ColumnsOf(node, input), rows, input["input"].ToString());
        }

        // The project's own macro finds the columns of a relation itself; an ephemeral model has none.
        var types = Value.None;
        if (node is ModelNode { IsEphemeral: true })
        {
            var dict = new DictValue();
            foreach (var (name, type) in ColumnsOf(node, input))
            {
                dict[name.ToLowerInvariant()] = type;
            }

            types = dict;
        }

        return new NodeContext(compiler, node, session).Sql(Macro, rows, types);
    }

    private List<(string Name, string Type)> ColumnsOf(RelationNode node, DictValue input)
    {
        if (node is ModelNode { IsEphemeral: true } ephemeral)
        {
            return Columns(session.Query(plain.Sql("get_empty_subquery_sql", compiler.Compile(ephemeral, session).Sql)));
        }

        var columns = session.GetColumns(plain.PlaceOf(node));
        return columns.IsEmpty
            ? throw TransformException.Error(
                DiagnosticCodes.InvalidUnitTest,
                $"The columns of {input["input"]} are not known: {plain.Dialect.Render(node.Relation)} does not exist yet.",
                Places.Of(test, input["input"].ToString()),
                node is SourceNode
                    ? "Load the source first, or give its rows as SQL: `format: sql`."
                    : $"Build it first (build --select {node.Name}), or give its rows as SQL: `format: sql`.")
            : [.. columns.Select(c => (c.Name, c.DataType))];
    }
}
