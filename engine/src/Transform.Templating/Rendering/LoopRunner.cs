using Transform.Core;

namespace Transform.Templating;

/// <summary>Runs <c>for</c> statements.</summary>
internal static class LoopRunner
{
    private static readonly string LoopName = NamePool.Get("loop");

    public static void Run(ForStmt statement, RenderState state, Frame frame)
    {
        var iterable = Evaluator.Evaluate(statement.Iterable, state, frame);
        if (!state.IsReturning)
        {
            frame.At = statement.Iterable.Span;
            Run(statement, iterable, 0, state, frame);
        }
    }

    internal static void Run(ForStmt statement, Value iterable, int depth, RenderState state, Frame frame)
    {
        var ran = statement is { UsesLoop: false, Filter: null } && iterable.AsList() is { } list
            ? RunList(statement, list, state, frame)
            : RunSequence(statement, iterable, depth, state, frame);
        if (!ran && state.Signal == Signal.None && statement.Otherwise.Length > 0)
        {
            var outer = frame.EnterScope();
            Evaluator.Execute(statement.Otherwise, state, frame);
            frame.LeaveScope(outer);
        }
    }

    // The common case: a list, and no questions to `loop`.
    private static bool RunList(ForStmt statement, ListValue list, RenderState state, Frame frame)
    {
        var outer = frame.EnterScope();
        var i = 0;
        for (; i < list.Count && state.Signal == Signal.None; i++)
        {
            RunRound(statement, list[i], state, frame);
        }

        EndLoop(state, frame, outer);
        return i > 0;
    }

    private static bool RunSequence(ForStmt statement, Value iterable, int depth, RenderState state, Frame frame)
    {
        var items = iterable.Iterate();
        if (statement.Filter is not null)
        {
            items = Filter(statement, items, state, frame);
        }

        var loop = statement.UsesLoop ? new LoopValue(statement, iterable, depth, frame, state) : null;
        var outer = frame.EnterScope();
        var ran = false;
        if (loop is not null)
        {
            loop.Start(items);
            while (state.Signal == Signal.None && loop.MoveNext())
            {
                ran = true;
                frame.Push(LoopName, Value.From(loop));
                RunRound(statement, loop.Item, state, frame);
            }
        }
        else
        {
            foreach (var item in items)
            {
                ran = true;
                RunRound(statement, item, state, frame);
                if (state.Signal != Signal.None)
                {
                    break;
                }
            }
        }

        EndLoop(state, frame, outer);
        return ran;
    }

    private static void RunRound(ForStmt statement, Value item, RenderState state, Frame frame)
    {
        state.Step();
        Evaluator.Assign(statement.Target, item, state, frame);
        Evaluator.Execute(statement.Body, state, frame);
        frame.ClearScope();
        if (state.Signal == Signal.Continue)
        {
            state.Signal = Signal.None;
        }
    }

    private static void EndLoop(RenderState state, Frame frame, int outer)
    {
        frame.LeaveScope(outer);
        if (state.Signal == Signal.Break)
        {
            state.Signal = Signal.None;
        }
    }

    private static IEnumerable<Value> Filter(ForStmt statement, IEnumerable<Value> items, RenderState state, Frame frame)
    {
        foreach (var item in items)
        {
            state.Step();
            var outer = frame.EnterScope();
            Evaluator.Assign(statement.Target, item, state, frame);
            var passes = Evaluator.Evaluate(statement.Filter!, state, frame).IsTruthy;
            frame.LeaveScope(outer);
            if (passes)
            {
                yield return item;
            }
        }
    }
}
