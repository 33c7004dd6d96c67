using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary>The comment that every statement of a node carries into the warehouse's own log: <c>query-comment</c> of the project file, by
/// default a JSON object that names the node. Thread-safe.</summary>
/// <param name="compiler">The run.</param>
public sealed class QueryComments(Compiler compiler)
{
    private const string Key = "query-comment";

    private readonly QueryCommentSetting setting = QueryCommentSetting.Of(compiler.Graph.Project.Main.Settings.Other);

    /// <summary>What goes around the statements of a node (null: of none); null where there is no comment.</summary>
    /// <exception cref="TransformException">The comment cannot be rendered, or would end the comment that it is put into.</exception>
    public QueryAnnotation? For(Node? node, WarehouseSession session)
    {
        var text = setting.IsDefault ? Default(node) : Render(node, session);
        if (text.Length == 0)
        {
            return null;
        }

        if (text.Contains("*/", StringComparison.Ordinal))
        {
            throw TransformException.Error(
                DiagnosticCodes.InvalidConfig, $"The {Key} of the project file has '*/' in it, which would end it too early.", null, "Leave it out.");
        }

        return setting.Append ? new QueryAnnotation(string.Empty, $"\n/* {text} */") : new QueryAnnotation($"/* {text} */\n", string.Empty);
    }

    private static string ConnectionName(Node? node) => node?.UniqueId ?? "master";

    private string Default(Node? node)
    {
        var target = compiler.Graph.Project.Target;
        ((IScope)compiler.Graph.Project.Context).TryGet("dbt_version", out var version);
        var comment = DictValue.Of(
            ("app", "dbt"), ("dbt_version", version), ("profile_name", target.ProfileName), ("target_name", target.Output.Name),
            (node is null ? "connection_name" : "node_id", ConnectionName(node)));
        return PythonJson.Dumps(comment);
    }

    private string Render(Node? node, WarehouseSession session)
    {
        if (setting.Template is not { } template)
        {
            return setting.Text;
        }

        var context = new NodeContext(compiler, node, session);
        context.Set("connection_name", ConnectionName(node));
        context.Set("node", context.Model);
        return Renderer.Render(template, context.NewState()).Trim();
    }
}

/// <summary>What is put before and after the text of a statement.</summary>
public sealed record QueryAnnotation(string Before, string After)
{
    public string Around(string sql) => After.Length == 0 ? Before + sql
        : sql.AsSpan().TrimEnd() is [.. var body, ';'] ? string.Concat(body, After, ";")
        : string.Concat(Before, sql, After);
}
