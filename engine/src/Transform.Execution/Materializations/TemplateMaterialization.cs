using Transform.Adapters;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Materializations;

/// <summary>A materialization as a <c>{% materialization %}</c> block says: the project's or a package's own, or a built-in one that uses
/// macros of theirs.</summary>
internal sealed class TemplateMaterialization(MacroBlock block) : IMaterialization
{
    public StatementResult Run(MaterializationContext context)
    {
        var macros = context.Macros;
        macros.Set("sql", context.Sql);
        macros.Set("compiled_code", context.Sql);
        macros.Set("pre_hooks", HookValues(Hooks.Of(context.Node.Config, "pre-hook", "pre_hook")));
        macros.Set("post_hooks", HookValues(Hooks.Of(context.Node.Config, "post-hook", "post_hook")));
        context.Session.AutoBegin = context.Capabilities.TransactionalDdl;
        try
        {
            var result = block.Call(macros.NewState(), Arguments.Empty);

            // As in dbt: what a block does not commit is undone.
            context.Session.Rollback();

            if (context.Node is not FunctionNode)
            {
                RememberRelations(context, result);
            }

            context.SetMain(macros.Written ?? context.Sql);
            return macros.Statements.Main ?? new StatementResult(null, "OK");
        }
        catch
        {
            context.Session.Rollback();
            throw;
        }
        finally
        {
            context.Session.AutoBegin = false;
        }
    }

    private static void RememberRelations(MaterializationContext context, Value result)
    {
        if (result.AsDict() is not { } dict || !dict.TryGetValue("relations", out var relations) || relations.IsMissing)
        {
            context.Session.Relations.Forget(context.Target.Database, context.Target.Schema ?? string.Empty);
            return;
        }

        foreach (var relation in relations.Iterate())
        {
            if (relation.As<RelationObject>() is { } made)
            {
                context.Session.Relations.Add(made.Relation);
            }
        }
    }

    private static ListValue HookValues(IReadOnlyList<NodeHook> hooks) =>
        new(hooks.Select(h => (Value)DictValue.Of(("sql", h.Sql), ("transaction", h.Transaction))));
}
