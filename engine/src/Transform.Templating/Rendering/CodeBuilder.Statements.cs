using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <content>Statements.</content>
internal sealed partial class CodeBuilder
{
    // Between so many levels of blocks, the stack is looked at.
    private const int BlocksBetweenGuards = 10;

    private int blockDepth;

    // The names that a body sets in the scope it stands in.
    private void Declare(ImmutableArray<Stmt> body)
    {
        foreach (var statement in body)
        {
            switch (statement)
            {
                case SetStmt set:
                    Declare(set.Target);
                    break;
                case SetBlockStmt set:
                    Declare(set.Target);
                    break;
                case MacroStmt { Block.Kind: BlockKind.Macro } macro:
                    scope.Declare(macro.Block.Name);
                    break;
                case IfStmt choice:
                    foreach (var branch in choice.Branches)
                    {
                        Declare(branch.Body);
                    }

                    Declare(choice.Otherwise);
                    break;
            }
        }
    }

    private void Declare(Expr target)
    {
        if (target is NameExpr name)
        {
            scope.Declare(name.Name);
        }
        else if (target is TupleExpr tuple)
        {
            foreach (var item in tuple.Items)
            {
                Declare(item);
            }
        }
    }

    private StmtCode[] Build(ImmutableArray<Stmt> body)
    {
        var codes = new List<StmtCode>(body.Length);
        TextStmt? text = null;
        foreach (var statement in body)
        {
            switch (statement)
            {
                case TextStmt { Span.Length: 0, Text: null } or MacroStmt { Block.Kind: not BlockKind.Macro }:
                    // Blocks of other kinds are known to the program by name, and are nothing where they stand.
                    continue;
                case OutputStmt output when !isNative:
                    // The text before it is printed by the same code.
                    codes.Add(BuildOutput(text, output));
                    text = null;
                    continue;
            }

            if (text is not null)
            {
                codes.Add(BuildText(text));
            }

            text = statement as TextStmt;
            if (text is null)
            {
                codes.Add(BuildGuarded(statement));
            }
        }

        if (text is not null)
        {
            codes.Add(BuildText(text));
        }

        return TextRunCode.Join(codes);
    }

    private StmtCode BuildGuarded(Stmt statement)
    {
        var isGuarded = ++blockDepth % BlocksBetweenGuards == 0;
        if (isGuarded)
        {
            Value.CheckStack();
        }

        var code = Build(statement);
        blockDepth--;
        return isGuarded ? new GuardedStmtCode(code) : code;
    }

    private StmtCode BuildText(TextStmt text)
    {
        var piece = TextPiece.Of(text, source);
        return isNative ? new NativeTextCode(piece.ToString()) : new TextCode(piece);
    }

    private StmtCode BuildOutput(TextStmt? text, OutputStmt output)
    {
        var before = text is null ? default : TextPiece.Of(text, source);
        var mark = calls;
        var value = Build(output.Value);
        return mark == calls ? new OutputCode(before, value) : new CallingOutputCode(before, value);
    }

    private StmtCode Build(Stmt statement)
    {
        switch (statement)
        {
            case OutputStmt output:
                return new NativeOutputCode(Build(output.Value), NativeRenderer.IsConstant(output.Value));
            case IfStmt choice:
                return BuildIf(choice);
            case ForStmt loop:
                return BuildFor(loop);
            case SetStmt set:
                var value = Build(set.Value);
                return new SetCode(BuildTarget(set.Target), value);
            case SetBlockStmt set:
                var captured = BuildCaptured(set.Body);
                var filter = set.Filter is null ? null : BuildFilter(set.Filter);
                return new SetBlockCode(BuildTarget(set.Target), filter, captured);
            case DoStmt action:
                return new DoCode(Build(action.Value));
            case MacroStmt { Block: var block }:
                return new MacroCode(BuildTemplateMacro(block), scope.Declare(block.Name));
            case CallStmt call:
                return new CallBlockCode(
                    BuildCall(call.Call),
                    BuildBlock(null, "caller", call.Span, call.Parameters, call.Features, call.Body, scope),
                    isNative);
            case FilterStmt filtered:
                return new FilterBlockCode(BuildFilter(filtered.Filter), BuildCaptured(filtered.Body), isNative);
            case WithStmt with:
                return BuildWith(with);
            case ScopedStmt scoped:
                return new ScopedCode(BuildInner(scoped.Body));
            case BreakStmt:
                return new SignalCode(Signal.Break);
            case ContinueStmt:
                return new SignalCode(Signal.Continue);
            default:
                throw new InvalidOperationException(statement.Kind.ToString());
        }
    }

    // A body whose text is a value.
    private StmtCode[] BuildCaptured(ImmutableArray<Stmt> body)
    {
        var outer = isNative;
        isNative = false;
        var code = BuildInner(body);
        isNative = outer;
        return code;
    }

    // A body with names of its own.
    private StmtCode[] BuildInner(ImmutableArray<Stmt> body)
    {
        scope = new CodeScope(scope.Layout, scope);
        Declare(body);
        var code = Build(body);
        scope = scope.Outer!;
        return code;
    }

    private BlockCode BuildTemplateMacro(MacroBlock block) => BuildBlock(
        block, block.Name, new TextSpan(block.NameSpan.Start, block.NameSpan.Length), block.Parameters, block.Features, block.Body, scope);

    private StmtCode BuildIf(IfStmt choice)
    {
        if (choice.Branches.Length == 1)
        {
            var mark = calls;
            var condition = Build(choice.Branches[0].Condition);
            var isCalling = calls != mark;
            var then = BuildBranch(choice.Branches[0].Body);
            var otherwise = BuildBranch(choice.Otherwise);
            return isCalling ? new CallingIfCode(condition, then, otherwise) : new IfCode(condition, then, otherwise);
        }

        var branches = new (ExprCode, StmtCode[])[choice.Branches.Length];
        for (var i = 0; i < branches.Length; i++)
        {
            branches[i] = (Build(choice.Branches[i].Condition), BuildBranch(choice.Branches[i].Body));
        }

        return new IfChainCode(branches, BuildBranch(choice.Otherwise));
    }

    private StmtCode[] BuildBranch(ImmutableArray<Stmt> body)
    {
        var mark = scope.EnterBranch();
        var code = Build(body);
        scope.LeaveBranch(mark);
        return code;
    }

    private WithCode BuildWith(WithStmt with)
    {
        var values = BuildAll([.. with.Bindings.Select(binding => binding.Value)]);
        scope = new CodeScope(scope.Layout, scope);
        var bindings = new (TargetCode, ExprCode)[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            Declare(with.Bindings[i].Target);
            bindings[i] = (BuildTarget(with.Bindings[i].Target), values[i]);
        }

        Declare(with.Body);
        var body = Build(with.Body);
        scope = scope.Outer!;
        return new WithCode(bindings, body);
    }

    private ForCode BuildFor(ForStmt loop)
    {
        var iterable = Build(loop.Iterable);
        var layout = scope.Layout;
        var start = layout.Count;
        var outer = scope;
        (TargetCode, ExprCode)? filter = null;
        if (loop.Filter is not null)
        {
            scope = new CodeScope(layout, outer);
            Declare(loop.Target);
            var filterTarget = BuildTarget(loop.Target);
            filter = (filterTarget, Build(loop.Filter));
        }

        scope = new CodeScope(layout, outer);
        var loopSlot = loop.UsesLoop ? scope.Declare("loop") : -1;
        if (loop.UsesLoop)
        {
            scope.Settle("loop");
        }

        Declare(loop.Target);
        var target = BuildTarget(loop.Target);
        var round = layout.Count;
        Declare(loop.Body);
        var body = Build(loop.Body);
        var roundSlots = new SlotRange(round, layout.Count - round);
        scope = outer;
        var otherwise = BuildInner(loop.Otherwise);
        return new ForCode
        {
            IterableSpan = loop.Iterable.Span,
            Iterable = iterable,
            Filter = filter,
            Target = target,
            Body = body,
            Otherwise = otherwise,
            LoopSlot = loopSlot,
            IsRecursive = loop.IsRecursive,
            RoundSlots = roundSlots,
            AllSlots = new SlotRange(start, layout.Count - start),
        };
    }

    // The names are set from here on.
    private TargetCode BuildTarget(Expr target)
    {
        switch (target)
        {
            case NameExpr name:
                var slot = scope.Declare(name.Name);
                scope.Settle(name.Name);
                return new SlotTarget(slot);
            case AttributeExpr attribute:
                return new AttributeTarget(attribute.Span, Build(attribute.Target), attribute.Name);
            case TupleExpr tuple:
                return new TupleTarget(tuple.Span, [.. tuple.Items.Select(BuildTarget)]);
            default:
                throw new InvalidOperationException(target.Kind.ToString());
        }
    }
}
