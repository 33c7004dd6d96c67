using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <content>Statements.</content>
internal static partial class Evaluator
{
    internal static void Execute(ImmutableArray<Stmt> body, RenderState state, Frame frame)
    {
        foreach (var statement in body)
        {
            Execute(statement, state, frame);
            if (state.Signal != Signal.None)
            {
                return;
            }
        }
    }

    private static void Execute(Stmt statement, RenderState state, Frame frame)
    {
        switch (statement.Kind)
        {
            case StmtKind.Text:
                ExecuteText((TextStmt)statement, state, frame);
                return;
            case StmtKind.Output:
                state.Step();
                ExecuteOutput((OutputStmt)statement, state, frame);
                return;
            case StmtKind.If:
                state.Step();
                ExecuteIf((IfStmt)statement, state, frame);
                return;
            case StmtKind.For:
                state.Step();
                LoopRunner.Run((ForStmt)statement, state, frame);
                return;
            case StmtKind.Set:
                state.Step();
                var set = (SetStmt)statement;
                var value = Evaluate(set.Value, state, frame);
                if (!state.IsReturning)
                {
                    Assign(set.Target, value, state, frame);
                }

                return;
            case StmtKind.SetBlock:
                state.Step();
                ExecuteSetBlock((SetBlockStmt)statement, state, frame);
                return;
            case StmtKind.Do:
                state.Step();
                Evaluate(((DoStmt)statement).Value, state, frame);
                return;
            case StmtKind.Macro:
                DefineMacro(((MacroStmt)statement).Block, frame);
                return;
            case StmtKind.Call:
                ExecuteCall((CallStmt)statement, state, frame);
                return;
            case StmtKind.Filter:
                var filter = (FilterStmt)statement;
                if (TryCaptureScope(filter.Body, state, frame, out var text))
                {
                    Print(EvaluateFilter(filter.Filter, text, state, frame), filter.Span, state, frame);
                }

                return;
            case StmtKind.With:
                ExecuteWith((WithStmt)statement, state, frame);
                return;
            case StmtKind.Scoped:
                var outer = frame.EnterScope();
                Execute(((ScopedStmt)statement).Body, state, frame);
                frame.LeaveScope(outer);
                return;
            case StmtKind.Break:
                state.Signal = Signal.Break;
                return;
            case StmtKind.Continue:
                state.Signal = Signal.Continue;
                return;
            default:
                throw new InvalidOperationException(statement.Kind.ToString());
        }
    }

    private static void ExecuteText(TextStmt statement, RenderState state, Frame frame)
    {
        var text = statement.Text is { } normalized
            ? normalized.AsSpan()
            : frame.Source.Text.AsSpan(statement.Span.Start, statement.Span.Length);
        if (state.CollectsNative)
        {
            state.NativeParts!.Add(text.ToString());
        }
        else
        {
            state.Output.Append(text);
        }
    }

    private static void ExecuteOutput(OutputStmt statement, RenderState state, Frame frame)
    {
        var value = Evaluate(statement.Value, state, frame);
        if (state.CollectsNative && !state.IsReturning && NativeRenderer.IsConstant(statement.Value))
        {
            value = value.ToString();
        }

        Print(value, statement.Span, state, frame);
    }

    private static void Print(Value value, TextSpan span, RenderState state, Frame frame)
    {
        if (state.IsReturning)
        {
            return;
        }

        if (value.IsUndefined && state.Options.StrictUndefined && !frame.IsPermissive)
        {
            throw state.Error(DiagnosticCodes.UndefinedName, Value.Sentence(value.UndefinedMessage), span);
        }

        if (state.CollectsNative)
        {
            state.NativeParts!.Add(value);
        }
        else
        {
            state.Output.Append(value);
        }
    }

    private static void ExecuteIf(IfStmt statement, RenderState state, Frame frame)
    {
        foreach (var branch in statement.Branches)
        {
            var condition = Evaluate(branch.Condition, state, frame);
            if (state.IsReturning)
            {
                return;
            }

            if (condition.IsTruthy)
            {
                Execute(branch.Body, state, frame);
                return;
            }
        }

        Execute(statement.Otherwise, state, frame);
    }

    private static void ExecuteSetBlock(SetBlockStmt statement, RenderState state, Frame frame)
    {
        if (!TryCaptureScope(statement.Body, state, frame, out var text))
        {
            return;
        }

        Value value = text;
        if (statement.Filter is { } filter)
        {
            value = EvaluateFilter(filter, value, state, frame);
        }

        Assign(statement.Target, value, state, frame);
    }

    // What a body prints, in a scope of its own; false when it ended in a signal.
    private static bool TryCaptureScope(ImmutableArray<Stmt> body, RenderState state, Frame frame, out string text)
    {
        state.Step();
        var mark = state.Output.Length;
        var outer = frame.EnterScope();
        state.NativeDepth++;
        Execute(body, state, frame);
        state.NativeDepth--;
        frame.LeaveScope(outer);
        text = state.Output.Take(mark);
        return state.Signal == Signal.None;
    }

    private static void DefineMacro(MacroBlock block, Frame frame)
    {
        // The others are known to the program by name, and are nothing where they stand.
        if (block.Kind == BlockKind.Macro)
        {
            frame.IsCaptured = true;
            frame.Set(block.Name, Value.From(new TemplateMacro(block, frame)));
        }
    }

    private static void ExecuteCall(CallStmt statement, RenderState state, Frame frame)
    {
        frame.IsCaptured = true;
        var caller = Value.From(new CallerValue(statement, frame));
        Print(EvaluateCall(statement.Call, state, frame, caller), statement.Span, state, frame);
    }

    private static void ExecuteWith(WithStmt statement, RenderState state, Frame frame)
    {
        state.Step();
        var values = new Value[statement.Bindings.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Evaluate(statement.Bindings[i].Value, state, frame);
        }

        var outer = frame.EnterScope();
        for (var i = 0; i < values.Length; i++)
        {
            Assign(statement.Bindings[i].Target, values[i], state, frame);
        }

        Execute(statement.Body, state, frame);
        frame.LeaveScope(outer);
    }

    internal static void Assign(Expr target, Value value, RenderState state, Frame frame)
    {
        switch (target)
        {
            case NameExpr name:
                frame.Set(name.Name, value);
                return;
            case AttributeExpr attribute:
                var owner = Evaluate(attribute.Target, state, frame);
                if (owner.As<NamespaceValue>() is not { } space)
                {
                    throw state.Error(
                        DiagnosticCodes.OperationFailed,
                        $"Only attributes of a namespace can be set, and this is a value of type {owner.TypeName}.",
                        target.Span,
                        "Make one with `{% set ns = namespace(name=value) %}`; a dictionary is changed with `{% do d.update({...}) %}`.");
                }

                space.Attributes[attribute.Name] = value;
                return;
            case TupleExpr tuple:
                Unpack(tuple, value, state, frame);
                return;
        }
    }

    private static void Unpack(TupleExpr tuple, Value value, RenderState state, Frame frame)
    {
        var targets = tuple.Items;
        var items = value.AsTuple() is { } same ? same.Items : value.AsList() is { } list ? list.Items : default;
        if (items.IsEmpty && value.Kind is not (ValueKind.Tuple or ValueKind.List))
        {
            frame.At = tuple.Span;
            items = value.Iterate().Take(targets.Length + 1).ToArray();
        }

        if (items.Length != targets.Length)
        {
            throw state.Error(
                DiagnosticCodes.OperationFailed,
                $"There are {targets.Length} names to set, but {items.Length} values.",
                tuple.Span,
                "A dictionary gives its keys only: loop over `.items()` to have keys and values.");
        }

        for (var i = 0; i < targets.Length; i++)
        {
            Assign(targets[i], items[i], state, frame);
        }
    }
}
