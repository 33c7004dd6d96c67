using Transform.Compilation;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Materializations;

/// <summary>A hook of a node: a template.</summary>
internal readonly record struct NodeHook(string Sql, bool Transaction);

/// <summary>Reads and runs the hooks of nodes.</summary>
internal static class Hooks
{
    /// <summary>The hooks under one of a config's keys.</summary>
    public static IReadOnlyList<NodeHook> Of(NodeConfig config, params string[] keys)
    {
        var hooks = new List<NodeHook>();
        foreach (var key in keys)
        {
            var value = config.Get(key);
            if (value.AsList() is { } list)
            {
                foreach (var item in list)
                {
                    Add(hooks, item);
                }
            }
            else if (!value.IsMissing)
            {
                Add(hooks, value);
            }
        }

        return hooks;
    }

    public static void Run(IReadOnlyList<NodeHook> hooks, bool inTransaction, NodeContext context)
    {
        foreach (var hook in hooks)
        {
            if (hook.Transaction == inTransaction)
            {
                Execute(context, Render(hook.Sql, context));
            }
        }
    }

    public static string Render(string template, NodeContext context) => context.RenderText(template, "hook").Trim();

    /// <summary>Runs what a hook rendered to, unless that is blank.</summary>
    public static void Execute(NodeContext context, string sql)
    {
        if (sql.Length > 0)
        {
            context.Session.Execute(sql);
        }
    }

    private static void Add(List<NodeHook> hooks, Value value)
    {
        if (value.AsDict() is { } dict)
        {
            var sql = dict.TryGetValue("sql", out var text) ? text.ToString() : string.Empty;
            hooks.Add(new NodeHook(sql, !dict.TryGetValue("transaction", out var flag) || flag.IsTruthy));
        }
        else
        {
            hooks.Add(new NodeHook(value.AsString() ?? throw TransformException.Error(
                DiagnosticCodes.InvalidConfig, $"A hook is a text or a mapping with 'sql', not {value.TypeName}."), Transaction: true));
        }
    }
}
