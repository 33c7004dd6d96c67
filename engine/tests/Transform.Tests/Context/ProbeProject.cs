using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Adapters.DuckDb;
using Transform.Compilation;
using Transform.Core;
using Transform.Execution;
using Transform.Loading;
using Transform.Loading.Reading;
using Transform.Planning;
using Transform.Templating;
using Transform.Tests.Execution;
using Xunit;

namespace Transform.Tests.Context;

/// <summary>The project of <c>fixtures/context</c>, built, with a way to render templates in each of its contexts.</summary>
public sealed class ProbeProject : IDisposable
{
    private readonly string parent = Directory.CreateTempSubdirectory("transform-probe-").FullName;
    private readonly Graph graph;
    private readonly IAdapter adapter;
    private readonly Compiler compiler;
    private readonly RelationCache relations = new();

    public ProbeProject()
    {
        Folder = Path.Combine(parent, "probe");
        Copy(Golden.Fixture("context", "project"), Folder);
        Build();
        graph = GraphBuilder.Build(Load("{from_cli: said}"), CancellationToken.None);
        adapter = graph.Project.Target.Factory.Create(graph.Project.Target.Output);
        compiler = new Compiler(graph, new CompileEnvironment
        {
            Adapter = adapter,
            Selected = [.. graph.Nodes.Values.Where(n => n is ModelNode).Select(n => n.UniqueId)],
        });
    }

    public string Folder { get; }

    /// <summary>Renders a template where the phase says: <c>run NODE</c>, <c>parse NODE</c>, <c>operation</c>, <c>yaml</c>, ...</summary>
    public string Render(string phase, string text)
    {
        using var session = new WarehouseSession(adapter, relations, null, CancellationToken.None);
        try
        {
            return Renderer.Render(Template.Parse(new SourceText("case.sql", text)), State(phase, session));
        }
        catch (WarehouseException e)
        {
            throw TransformException.Error(e.Code, e.Message);
        }
        finally
        {
            session.Rollback();
        }
    }

    /// <summary>The names that the program itself offers in a phase, macros and packages left out.</summary>
    internal IReadOnlyCollection<string> Names(string phase)
    {
        using var session = new WarehouseSession(adapter, relations, null, CancellationToken.None);
        var globals = State(phase, session).Globals;
        return [.. (globals is NodeScope scope ? scope.BuiltInNames : globals.Names).Where(name => globals.TryGet(name, out _))];
    }

    public void Dispose()
    {
        adapter.Dispose();
        Directory.Delete(parent, recursive: true);
    }

    /// <summary>Whether a phase has something of its own to render in.</summary>
    internal static bool Knows(string phase) => phase != "comment";

    private RenderState State(string phase, WarehouseSession session)
    {
        var space = phase.IndexOf(' ', StringComparison.Ordinal);
        var (kind, name) = space < 0 ? (phase, string.Empty) : (phase[..space], phase[(space + 1)..]);
        switch (kind)
        {
            case "run":
                return new NodeContext(compiler, graph.Nodes.Values.Single(n => n.Name == name && n is not SourceNode), session).NewState();
            case "operation":
                return new NodeContext(compiler, null, session) { Macro = graph.Macros.Find("own", "probe") }.NewState();
            case "parse":
                return Parse(name);
            case "yaml":
                return new RenderState(graph.Project.Context.ForPackage(name.Length > 0 ? name : "probe"));
            case "docs":
                return new Plan(graph.Project, CancellationToken.None).Docs.State("probe", []);
            case "project":
                return new RenderState(graph.Project.Context);
            case "naming":
                return Naming();
            case "profile":
                return new RenderState(new ProfileScope(graph.Project.Context));
            default:
                throw new ArgumentException($"There is no phase '{phase}'.", nameof(phase));
        }
    }

    private RenderState Naming()
    {
        var plan = new Plan(graph.Project, CancellationToken.None);
        return new RenderState(new ParseScope(plan.Project, plan.Macros, "probe", null) { IsNaming = true });
    }

    private RenderState Parse(string name)
    {
        var plan = new Plan(graph.Project, CancellationToken.None);
        FileNodes.Collect(plan);
        var draft = plan.FileDrafts.Single(d => d.Name == name);
        draft.Schema = plan.Project.Target.Description.Schema;
        draft.Database = plan.Project.Target.Description.Database;
        return plan.ParseState(draft);
    }

    private void Build()
    {
        var built = GraphBuilder.Build(Load("{}"), CancellationToken.None);
        using var own = built.Project.Target.Factory.Create(built.Project.Target.Output);
        new Runner(built, own, new RunOptions { Threads = 1 }, new TestProject.Recorder(), TimeProvider.System)
            .Run(built.Nodes.Keys.ToHashSet(), CancellationToken.None);
    }

    private Project Load(string vars) => ProjectLoader.Load(
        new LoadOptions
        {
            ProjectDir = Folder,
            Environment = new Dictionary<string, string>
            {
                ["PROBE_SET"] = "from outside",
                ["PROBE_EMPTY"] = string.Empty,
                ["DBT_ENV_SECRET_KEY"] = "hush",
                ["DBT_ENV_CUSTOM_ENV_TEAM"] = "core",
            },
            Adapters = [new DuckDbAdapterFactory()],
            Time = TimeProvider.System,
            InvocationId = Guid.NewGuid(),
            Vars = vars.Contains("from_cli", StringComparison.Ordinal) ? DictValue.Of(("from_cli", "said")) : new DictValue(),
        },
        CancellationToken.None);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }
    }
}
