using System.Collections.Immutable;

namespace Transform.Templating;

/// <summary>Finds the names that a macro reads from outside of it. A name is the macro's own only from where it certainly is: after the
/// statement that sets it, to the end of the body which that statement is in. What was set in a branch may not be there after it.</summary>
internal sealed class FreeNames : TreeVisitor
{
    private readonly ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
    private readonly List<string> own = [];

    /// <returns><c>name</c>, and <c>owner.name</c> for an attribute of a name. Each once or more.</returns>
    public static ImmutableArray<string> Of(MacroBlock block)
    {
        var visitor = new FreeNames();
        visitor.Function(block.Parameters, block.Body);
        return visitor.names.DrainToImmutable();
    }

    public override void Visit(Stmt statement)
    {
        switch (statement)
        {
            case IfStmt choice:
                foreach (var branch in choice.Branches)
                {
                    Visit(branch.Condition);
                    Scope(branch.Body);
                }

                Scope(choice.Otherwise);
                break;
            case ForStmt loop:
                Visit(loop.Iterable);
                Scope(loop.Body, loop.Target, loop.Filter);
                Scope(loop.Otherwise);
                break;
            case SetStmt set:
                Visit(set.Value);
                Own(set.Target);
                break;
            case SetBlockStmt set:
                Scope(set.Body, before: set.Filter);
                Own(set.Target);
                break;
            case MacroStmt macro: Function(macro.Block.Parameters, macro.Block.Body); break;
            case CallStmt call:
                Visit(call.Call);
                Function(call.Parameters, call.Body);
                break;
            case WithStmt with:
                foreach (var binding in with.Bindings)
                {
                    Visit(binding.Value);
                }

                var outer = own.Count;
                foreach (var binding in with.Bindings)
                {
                    Own(binding.Target);
                }

                Visit(with.Body);
                Forget(outer);
                break;
            case FilterStmt filter: Scope(filter.Body, before: filter.Filter); break;
            case ScopedStmt scoped: Scope(scoped.Body); break;
            default: base.Visit(statement); break;
        }
    }

    public override void Visit(Expr expression)
    {
        switch (expression)
        {
            case NameExpr name when !own.Contains(name.Name):
                names.Add(name.Name);
                break;
            case AttributeExpr { Target: NameExpr owner } attribute when !own.Contains(owner.Name):
                names.Add($"{owner.Name}.{attribute.Name}");
                break;
        }

        base.Visit(expression);
    }

    private void Function(ImmutableArray<MacroParameter> parameters, ImmutableArray<Stmt> body)
    {
        var outer = own.Count;
        foreach (var parameter in parameters)
        {
            if (parameter.Default is { } value)
            {
                Visit(value);
            }
        }

        foreach (var parameter in parameters)
        {
            own.Add(parameter.Name);
        }

        Visit(body);
        Forget(outer);
    }

    private void Scope(ImmutableArray<Stmt> body, Expr? target = null, Expr? before = null)
    {
        var outer = own.Count;
        if (target is not null)
        {
            Own(target);
        }

        if (before is not null)
        {
            Visit(before);
        }

        Visit(body);
        Forget(outer);
    }

    private void Own(Expr target)
    {
        switch (target)
        {
            case NameExpr name:
                own.Add(name.Name);
                break;
            case TupleExpr tuple:
                foreach (var item in tuple.Items)
                {
                    Own(item);
                }

                break;
            default:
                // An attribute of a namespace.
                Visit(target);
                break;
        }
    }

    private void Forget(int outer) => own.RemoveRange(outer, own.Count - outer);
}
