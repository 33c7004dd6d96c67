using System.Text;
using Transform.Compilation;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Changes;

/// <summary>What a node is made from besides its inputs, part by part: <c>sql:1f.. config:2a..</c>. Thread-safe.</summary>
internal sealed class NodePrints
{
    private readonly RunOptions options;
    private readonly MacroPrints macros;
    private readonly string engine;

    public NodePrints(Graph graph, RunOptions options, string adapterBuild)
    {
        this.options = options;
        macros = new MacroPrints(graph);

        // Macros of the engine, and what it does without them, are another with each build of it.
        engine = Hash.Of($"{typeof(NodePrints).Module.ModuleVersionId} {typeof(Adapters.MacroLibrary).Module.ModuleVersionId} {adapterBuild}");
        engine = Hash.Of($"{engine} {graph.Project.Target.Name} {graph.Project.Target.Type}");
    }

    /// <param name="sql">Its compiled SQL; null for seeds.</param>
    /// <param name="files">Tells the files apart that the SQL reads.</param>
    public string Of(Node node, string? sql, string files)
    {
        var text = new StringBuilder();
        if (sql is not null)
        {
            Add(text, "sql", sql.Trim());
        }

        if (node is SeedNode seed)
        {
            Add(text, "rows", seed.ChecksumName == "sha256" ? seed.Checksum : FileStamps.Contents(seed.File.AbsolutePath));
        }

        Add(text, "files", files);
        Add(text, "config", Config(node));
        Add(text, "columns", Columns(node));
        Add(text, "macros", macros.Of(node));
        Add(text, "run", Run(node));
        return text.Append("engine:").Append(engine).ToString();
    }

    /// <summary>What is different, for people; null where nothing is.</summary>
    public static string? Difference(string before, string after)
    {
        if (string.Equals(before, after, StringComparison.Ordinal))
        {
            return null;
        }

        var then = Parts(before);
        var now = Parts(after);
        return now.GetValueOrDefault("sql") != then.GetValueOrDefault("sql") ? "compiled SQL is different"
            : now.GetValueOrDefault("rows") != then.GetValueOrDefault("rows") ? "its rows are different"
            : now.GetValueOrDefault("files") != then.GetValueOrDefault("files") ? "a file that it reads is different"
            : now.GetValueOrDefault("config") != then.GetValueOrDefault("config") ? "its config is different"
            : now.GetValueOrDefault("columns") != then.GetValueOrDefault("columns") ? "its columns are described differently"
            : now.GetValueOrDefault("macros") != then.GetValueOrDefault("macros") ? "a macro of its materialization or its hooks, or what that reads, is different"
            : now.GetValueOrDefault("run") != then.GetValueOrDefault("run") ? "the flags of the run are different"
            : "the target, or the program, is another one";
    }

    private static Dictionary<string, string> Parts(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            parts[part[..Math.Max(colon, 0)]] = part[(colon + 1)..];
        }

        return parts;
    }

    private static void Add(StringBuilder text, string name, string value)
    {
        if (value.Length > 0)
        {
            text.Append(name).Append(':').Append(Hash.Of(value)).Append(' ');
        }
    }

    // Whether its page of the documentation is shown has no say in it.
    private static string Config(Node node)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in node.Config.Values)
        {
            if (key.AsString() is not "docs")
            {
                text.Append(key.ToString()).Append('=').Append(value.Repr()).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Columns(Node node)
    {
        var text = new StringBuilder();
        switch (node)
        {
            case FunctionNode function:
                text.Append(((Value)function.Arguments).Repr()).Append(((Value)function.Returns).Repr());
                break;
            case ModelNode model:
                text.Append(((Value)model.Constraints).Repr());
                break;
            case DeclaredNode declared:
                return ((Value)declared.Values).Repr();
            case TestNode:
                return string.Empty;
        }

        var isDescribed = node.Config.Get("persist_docs").AsDict() is { Count: > 0 };
        if (isDescribed)
        {
            text.Append(node.Description);
        }

        foreach (var column in node.Columns)
        {
            if (column.DataType is not null || column.Quote is not null || column.Constraints.Count > 0 || isDescribed)
            {
                text.Append('\n').Append(column.Name).Append(' ').Append(column.DataType).Append(' ').Append(column.Quote)
                    .Append(((Value)column.Constraints).Repr()).Append(isDescribed ? column.Description : null);
            }
        }

        return text.ToString();
    }

    private string Run(Node node)
    {
        var rows = options.Empty ? "empty" : options.Sample is { } sample ? $"{sample.Start.Ticks} {sample.End.Ticks}" : string.Empty;
        return node is TestNode ? $"{rows} {options.StoreFailures} {options.WarnError}" : rows;
    }
}
