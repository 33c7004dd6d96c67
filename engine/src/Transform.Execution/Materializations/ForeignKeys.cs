using Transform.Compilation;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Materializations;

/// <summary>What the foreign keys of a contract point at: <c>to: ref('orders')</c> is the name of that relation to macros.</summary>
internal static class ForeignKeys
{
    /// <param name="model">The node as macros see it. Its constraints are copied where they change.</param>
    public static void Resolve(DictValue model, NodeContext context)
    {
        if (model.TryGetValue("constraints", out var constraints))
        {
            model["constraints"] = Resolve(constraints, context);
        }

        foreach (var (_, value) in model["columns"].AsDict() ?? [])
        {
            if (value.AsDict() is { } column && column.TryGetValue("constraints", out var own))
            {
                column["constraints"] = Resolve(own, context);
            }
        }
    }

    private static Value Resolve(Value constraints, NodeContext context)
    {
        if (constraints.AsList() is not { Count: > 0 } list || !list.Any(c => Target(c) is not null))
        {
            return constraints;
        }

        return new ListValue(list.Select(constraint =>
        {
            if (Target(constraint) is not { } call || context.Resolve(call) is not RelationNode target)
            {
                return constraint;
            }

            var copy = constraint.AsDict()!.Copy();
            var deferred = context.Compiler.Environment.Deferral is { FollowsRefs: true } deferral ? deferral.RelationOf(target) : null;
            copy["to"] = context.Dialect.Render(deferred ?? target.Relation);
            return copy;
        }));
    }

    /// <summary>A call of ref or source; a name as the warehouse has it stays.</summary>
    private static string? Target(Value constraint) =>
        constraint.AsDict() is { } dict && dict.TryGetValue("to", out var to) && to.AsString() is { } text
        && (text.StartsWith("ref(", StringComparison.Ordinal) || text.StartsWith("source(", StringComparison.Ordinal))
            ? text
            : null;
}
