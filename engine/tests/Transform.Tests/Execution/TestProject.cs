using System.Text.Json;
using Transform.Adapters;
using Transform.Core;
using Transform.Execution;
using Transform.Loading;
using Transform.Planning;
using Transform.Templating;
using Transform.Tests.Conformance;

namespace Transform.Tests.Execution;

/// <summary>A project in a folder of its own that is run on a DuckDB file in it, or in a new database of another warehouse.</summary>
internal sealed class TestProject : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("transform-run-").FullName;
    private readonly TestWarehouse warehouse;
    private ProfileOutput output;

    public TestProject(params (string Path, string Text)[] files)
        : this(DuckDbWarehouse.Instance, files)
    {
    }

    public TestProject(TestWarehouse warehouse, params (string Path, string Text)[] files)
    {
        this.warehouse = warehouse;
        output = warehouse.NewDatabase(folder);
        Write("dbt_project.yml", "name: shop\nprofile: shop\n");
        Configure();
        foreach (var (path, text) in files)
        {
            Write(path, text);
        }
    }

    /// <summary>Sets keys of the profile's output, for what runs from now on.</summary>
    public void Configure(params (string Key, object? Value)[] values)
    {
        output = output with { Values = output.Values.Where(v => values.All(n => n.Key != v.Key)).Concat(values.Select(v => KeyValuePair.Create(v.Key, v.Value))).ToDictionary() };
        Write("profiles.yml", JsonSerializer.Serialize(new { shop = new { target = "dev", outputs = new { dev = output.Values } } }));
    }

    /// <summary>A project that is run in a new database of PostgreSQL.</summary>
    public static TestProject OnPostgres(params (string Path, string Text)[] files) => new(PostgresWarehouse.Instance, files);

    /// <summary>The schema of its target.</summary>
    public string Schema => warehouse.Factory.Describe(output).Schema;

    public Capabilities Capabilities
    {
        get
        {
            using var adapter = Open();
            return adapter.Capabilities;
        }
    }

    public string Folder => folder;

    public RunOptions Options { get; set; } = new() { Threads = 4 };

    /// <summary>Puts something between a run and its warehouse.</summary>
    public Func<IAdapter, IAdapter> Wrap { get; set; } = adapter => adapter;

    /// <summary>Hears from any thread when a batch starts (true) and when it ended (false).</summary>
    public Action<bool>? OnBatch { get; set; }

    /// <summary>Hears from any thread that a node ended.</summary>
    public Action<NodeResult>? OnNode { get; set; }

    /// <summary>The observer's messages and statements of the last run.</summary>
    public Recorder Last { get; private set; } = new();

    public void Write(string path, string text)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public Graph Plan() => GraphBuilder.Build(Load(), Token);

    /// <summary>Runs everything, or the nodes with these names.</summary>
    public RunResult Run(params string[] names) => Run(Token, names);

    public RunResult Run(CancellationToken cancellation, params string[] names) => With((graph, adapter, observer) =>
        new Runner(graph, adapter, Options, observer, TimeProvider.System).Run(
            graph.Nodes.Values.Where(n => names.Length == 0 || names.Contains(n.Name)).Select(n => n.UniqueId).ToHashSet(),
            cancellation));

    /// <summary>Does something with a runner of the whole project.</summary>
    public T With<T>(Func<Runner, T> work) =>
        With((graph, adapter, observer) => work(new Runner(graph, adapter, Options, observer, TimeProvider.System)));

    /// <summary>Does something with what runners of the whole project are made of.</summary>
    public T With<T>(Func<Graph, IAdapter, IRunObserver, T> work)
    {
        var graph = Plan();
        var recorder = Last = new Recorder { OnBatch = OnBatch, OnNode = OnNode };
        graph.Project.Context.Log = (_, text) => recorder.Message(LogLevel.Info, text, null);
        using var adapter = Wrap(Open());
        return work(graph, adapter, recorder);
    }

    /// <summary>The rows of a query, each as its values' text joined by <c>|</c>.</summary>
    public string[] Rows(string sql) => Ask(connection =>
    {
        using var reader = connection.Query(sql, Token);
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.Columns.Length).Select(i => Value.FromObject(reader.GetValue(i)).ToString())));
        }

        return rows.ToArray();
    });

    public void Execute(string sql) => Ask(connection => connection.Execute(sql, Token));

    public string ReadTarget(string path) => File.ReadAllText(Path.Combine(folder, "target", path));

    /// <summary>What a schema holds, the target's where none is named: <c>orders Table</c>.</summary>
    public string[] Relations(string? schema = null) =>
        Ask(connection => connection.ListRelations(null, schema ?? Schema, Token).Select(r => $"{r.Identifier} {r.Kind}").Order(StringComparer.Ordinal).ToArray());

    /// <summary>A relation's columns with their types: <c>id INTEGER</c>.</summary>
    public string[] Columns(string identifier, string? schema = null) =>
        Ask(connection => connection.GetColumns(new Relation(null, schema ?? Schema, identifier), Token).Select(c => $"{c.Name} {c.DataType}").ToArray());

    /// <summary>Does something in a session of its own.</summary>
    public T Ask<T>(Func<IWarehouseConnection, T> work)
    {
        using var adapter = Open();
        using var connection = adapter.Connect(Token);
        return work(connection);
    }

    public void Dispose()
    {
        warehouse.Drop(output);
        Directory.Delete(folder, recursive: true);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IAdapter Open() => warehouse.Factory.Create(output);

    private Project Load() => ProjectLoader.Load(
        new LoadOptions
        {
            ProjectDir = folder,
            Environment = new Dictionary<string, string>(),
            Adapters = [warehouse.Factory],
            Time = TimeProvider.System,
            InvocationId = Guid.NewGuid(),
            Flags = DictValue.Of(("FULL_REFRESH", Options.FullRefresh), ("STORE_FAILURES", Options.StoreFailures)),
        },
        Token);

    internal sealed class Recorder : IRunObserver
    {
        public List<string> Statements { get; } = [];

        public List<string> Messages { get; } = [];

        /// <summary>Batches as they ended: <c>2024-01-01 Success</c>.</summary>
        public List<string> Batches { get; } = [];

        public Action<bool>? OnBatch { get; init; }

        public Action<NodeResult>? OnNode { get; init; }

        public void BatchStarted(ModelNode batch, int worker) => OnBatch?.Invoke(true);

        public void BatchFinished(NodeResult result)
        {
            OnBatch?.Invoke(false);
            lock (Batches)
            {
                Batches.Add($"{((ModelNode)result.Node).Batch!.Name} {result.Status}");
            }
        }

        public void RunStarted(IReadOnlyList<Node> nodes, int workers)
        {
        }

        public void NodeStarted(Node node, int index, int worker, RunReason? reason)
        {
        }

        public void NodeFinished(NodeResult result, int index) => OnNode?.Invoke(result);

        public void Message(LogLevel level, string text, Node? node)
        {
            lock (Messages)
            {
                Messages.Add(text);
            }
        }

        public void Statement(string sql, Node? node)
        {
            lock (Statements)
            {
                Statements.Add(sql);
            }
        }

        public void RunFinished(RunResult result)
        {
        }
    }
}
