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
                RunOne(hook.Sql, context);
            }
        }
    }

    /// <summary>Renders a hook and runs what it renders to, unless that is blank.</summary>
    public static string RunOne(string template, NodeContext context)
    {
        var sql = context.RenderText(template, "hook").Trim();
        if (sql.Length > 0)
        {
            context.Session.Execute(sql);
        }

        return sql;
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
