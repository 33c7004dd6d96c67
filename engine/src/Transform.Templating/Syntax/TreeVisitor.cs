using System.Collections.Immutable;

namespace Transform.Templating;

/// <summary>Goes through a syntax tree in the order of the source. Override what is of interest and call the base.</summary>
public abstract class TreeVisitor
{
    public void Visit(MacroBlock block)
    {
        VisitParameters(block.Parameters);
        Visit(block.Body);
    }

    public void Visit(ImmutableArray<Stmt> body)
    {
        foreach (var statement in body)
        {
            Visit(statement);
        }
    }

    public virtual void Visit(Stmt statement)
    {
        switch (statement)
        {
            case OutputStmt output: Visit(output.Value); break;
            case DoStmt action: Visit(action.Value); break;
            case IfStmt choice:
                foreach (var branch in choice.Branches)
                {
                    Visit(branch.Condition);
                    Visit(branch.Body);
                }

                Visit(choice.Otherwise);
                break;
            case ForStmt loop:
                Visit(loop.Target);
                Visit(loop.Iterable);
                VisitOptional(loop.Filter);
                Visit(loop.Body);
                Visit(loop.Otherwise);
                break;
            case SetStmt set:
                Visit(set.Target);
                Visit(set.Value);
                break;
            case SetBlockStmt set:
                Visit(set.Target);
                VisitOptional(set.Filter);
                Visit(set.Body);
                break;
            case MacroStmt macro: Visit(macro.Block); break;
            case CallStmt call:
                VisitParameters(call.Parameters);
                Visit(call.Call);
                Visit(call.Body);
                break;
            case FilterStmt filter:
                Visit(filter.Filter);
                Visit(filter.Body);
                break;
            case WithStmt with:
                foreach (var binding in with.Bindings)
                {
                    Visit(binding.Target);
                    Visit(binding.Value);
                }

                Visit(with.Body);
                break;
            case ScopedStmt scoped: Visit(scoped.Body); break;
        }
    }

    public virtual void Visit(Expr expression)
    {
        switch (expression)
        {
            case ListExpr list: VisitAll(list.Items); break;
            case TupleExpr tuple: VisitAll(tuple.Items); break;
            case DictExpr dict:
                foreach (var entry in dict.Entries)
                {
                    Visit(entry.Key);
                    Visit(entry.Value);
                }

                break;
            case AttributeExpr attribute: Visit(attribute.Target); break;
            case ItemExpr item:
                Visit(item.Target);
                Visit(item.Key);
                break;
            case SliceExpr slice:
                VisitOptional(slice.Start);
                VisitOptional(slice.Stop);
                VisitOptional(slice.Step);
                break;
            case CallExpr call: VisitCall(call); break;
            case FilterExpr filter:
                VisitOptional(filter.Target);
                VisitArguments(filter.Arguments);
                break;
            case TestExpr test:
                Visit(test.Target);
                VisitArguments(test.Arguments);
                break;
            case UnaryExpr unary: Visit(unary.Operand); break;
            case BinaryExpr binary:
                Visit(binary.Left);
                Visit(binary.Right);
                break;
            case LogicalExpr logical:
                Visit(logical.Left);
                Visit(logical.Right);
                break;
            case ConcatExpr concat: VisitAll(concat.Parts); break;
            case CompareExpr compare:
                Visit(compare.First);
                foreach (var comparison in compare.Comparisons)
                {
                    Visit(comparison.Operand);
                }

                break;
            case ConditionalExpr conditional:
                Visit(conditional.Then);
                Visit(conditional.Condition);
                VisitOptional(conditional.Otherwise);
                break;
        }
    }

    protected virtual void VisitCall(CallExpr call)
    {
        Visit(call.Target);
        VisitArguments(call.Arguments);
    }

    private void VisitOptional(Expr? expression)
    {
        if (expression is not null)
        {
            Visit(expression);
        }
    }

    private void VisitAll(ImmutableArray<Expr> expressions)
    {
        foreach (var expression in expressions)
        {
            Visit(expression);
        }
    }

    private void VisitArguments(CallArguments arguments)
    {
        VisitAll(arguments.Positional);
        foreach (var keyword in arguments.Keywords)
        {
            Visit(keyword.Value);
        }

        VisitOptional(arguments.Star);
        VisitOptional(arguments.DoubleStar);
    }

    private void VisitParameters(ImmutableArray<MacroParameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            VisitOptional(parameter.Default);
        }
    }
}
