using Transform.Adapters;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Materializations;

/// <summary>A materialization as a <c>{% materialization %}</c> block says: the project's or a package's own, or a built-in one that uses
/// macros of theirs.</summary>
internal sealed class TemplateMaterialization(MacroBlock block) : IMaterialization
{
    /// <summary>What it says where it had nothing to do; null where that is an error.</summary>
    public string? Idle { get; init; }

    // Without transactions a part of the block's work may be there already.
    public StatementResult Run(MaterializationContext context) =>
        context.Capabilities.TransactionalDdl ? context.Retry(() => RunOnce(context), mayCommit: true) : RunOnce(context);

    private StatementResult RunOnce(MaterializationContext context)
    {
        var macros = context.Macros;
        macros.Set("sql", context.Sql);
        macros.Set("compiled_code", context.Sql);
        macros.Set("pre_hooks", HookValues(Hooks.Of(context.Node.Config, "pre-hook", "pre_hook")));
        macros.Set("post_hooks", HookValues(Hooks.Of(context.Node.Config, "post-hook", "post_hook")));
        context.Session.AutoBegin = context.Capabilities.TransactionalDdl;
        try
        {
            CheckLanguage();
            // To dbt a test's materialization is part of the test's template.
            var result = block.Call(macros.NewState(isOwn: context.Node is TestNode), Arguments.Empty);

            // As in dbt: what a materialization does not commit is lost.
            context.Session.Rollback();
            foreach (var relation in context.Node is FunctionNode ? [] : Relations(result))
            {
                context.Session.Relations.Add(relation);
            }

            return macros.Statements.Main ?? (Idle is { } idle ? new StatementResult(null, idle) : default(StatementResult?)) ?? throw Wrong(
                "main is not being called during running model",
                "Run the statement that does the work as {% call statement('main') %}: its answer is the node's result.");
        }
        catch
        {
            // What was dropped and made on the way is as it was before.
            context.Session.Rollback();
            context.CleanUp();
            context.Session.Relations.Forget(context.Target.Database, context.Target.Schema ?? string.Empty);
            throw;
        }
        finally
        {
            if (macros.Written is { } written)
            {
                context.SetMain(written);
            }

            context.Session.AutoBegin = false;
        }
    }

    // Templates of other languages do not get here.
    private void CheckLanguage()
    {
        if (!block.SupportedLanguages.Contains("sql"))
        {
            throw Wrong(
                $"Materialization \"{block.UniqueName}\" only supports languages [{string.Join(", ", block.SupportedLanguages.Select(l => $"'{l}'"))}]; got \"sql\"",
                "Name sql in the block's supported_languages, or give the model another materialization.");
        }
    }

    /// <summary>What the block says that it made.</summary>
    private List<Relation> Relations(Value result)
    {
        const string Hint = "End the block with {{ return({'relations': [target_relation]}) }}: the relations that it made.";
        if (result.IsString)
        {
            throw Wrong(
                $"The materialization (\"{block.Name}\") did not explicitly return a list of relations to add to the cache.",
                Hint);
        }

        if (result.AsDict() is not { } dict)
        {
            throw Wrong($"Invalid return value from materialization, expected a dict with key \"relations\", got: {result.Repr()}", Hint);
        }

        if (!dict.TryGetValue("relations", out var relations))
        {
            throw Wrong(
                $"Invalid return value from materialization, \"relations\" not found, got keys: {new ListValue(dict.Keys).ToString()}",
                Hint);
        }

        var made = new List<Relation>();
        foreach (var relation in relations.AsList()
            ?? throw Wrong($"Invalid return value from materialization, \"relations\" not a list, got: {relations.Repr()}", Hint))
        {
            made.Add(relation.As<RelationObject>()?.Relation
                ?? throw Wrong($"Invalid return value from materialization, \"relations\" contains {relation.Repr()}, which is no relation", Hint));
        }

        return made;
    }

    private TransformException Wrong(string message, string hint) =>
        TransformException.Error(DiagnosticCodes.OperationFailed, message, block.NameSpan, hint);

    private static ListValue HookValues(IReadOnlyList<NodeHook> hooks) =>
        new(hooks.Select(h => (Value)DictValue.Of(("sql", h.Sql), ("transaction", h.Transaction))));
}
