using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Walks the syntax tree. <c>return</c>, <c>break</c> and <c>continue</c> are signals in the state, not exceptions.</summary>
internal static partial class Evaluator
{
    public static string RenderTemplate(Template template, RenderState state)
    {
        var frame = state.Push(template.Source, null, null);
        frame.IsPermissive = state.Options.PermissiveUndefined;
        return RunOutermost(template.Body, state, frame);
    }

    public static string RenderBody(MacroBlock block, RenderState state)
    {
        var frame = state.Push(block.Span.Source, null, null);
        frame.IsPermissive = state.Options.PermissiveUndefined;
        return RunOutermost(block.Body, state, frame);
    }

    public static Value EvaluateAlone(Expr expression, RenderState state, SourceText source)
    {
        var frame = state.Push(source, null, null);
        var described = ImmutableArray<Diagnostic>.Empty;
        try
        {
            return Evaluate(expression, state, frame);
        }
        catch (TransformException e) when (state.TryDescribe(e, out described))
        {
            throw state.Describe(described, e);
        }
        finally
        {
            state.Pop(frame);
        }
    }

    /// <summary>Calls a macro. <paramref name="closure"/> is where it was defined, for a macro of the template itself.</summary>
    public static Value CallBlock(MacroBlock block, Frame? closure, RenderState state, Arguments arguments)
    {
        var frame = Enter(state, block.Span.Source, closure, block);
        var mark = state.Output.Length;
        var described = ImmutableArray<Diagnostic>.Empty;
        frame.At = new TextSpan(block.NameSpan.Start, block.NameSpan.Length);
        try
        {
            MacroBinder.Bind(block, state, frame, arguments);
            return Capture(block.Body, state, frame, mark);
        }
        catch (TransformException e) when (state.TryDescribe(e, out described))
        {
            state.Output.CutTo(mark);
            throw state.Describe(described, e);
        }
        finally
        {
            Exit(state, frame);
        }
    }

    /// <summary>Runs the body of a call block, where it was written.</summary>
    public static Value CallCaller(CallStmt statement, Frame closure, RenderState state, Arguments arguments)
    {
        var frame = Enter(state, closure.Source, closure, null);
        var mark = state.Output.Length;
        try
        {
            MacroBinder.Bind("caller", statement.Parameters, statement.Features, state, frame, arguments);
            Execute(statement.Body, state, frame);
            return state.Output.Take(mark);
        }
        finally
        {
            Exit(state, frame);
        }
    }

    internal static string RunOutermost(ImmutableArray<Stmt> body, RenderState state, Frame frame)
    {
        var mark = state.Output.Length;
        var described = ImmutableArray<Diagnostic>.Empty;
        try
        {
            Execute(body, state, frame);
            if (state.IsReturning)
            {
                // dbt has no place for a value here: what was printed before stays.
                state.TakeReturnValue();
            }

            return state.Output.Take(mark);
        }
        catch (TransformException e) when (state.TryDescribe(e, out described))
        {
            state.Output.CutTo(mark);
            throw state.Describe(described, e);
        }
        finally
        {
            state.Signal = Signal.None;
            state.Pop(frame);
        }
    }

    private static Value Capture(ImmutableArray<Stmt> body, RenderState state, Frame frame, int mark)
    {
        Execute(body, state, frame);
        if (state.IsReturning)
        {
            state.Output.CutTo(mark);
            return state.TakeReturnValue();
        }

        return state.Output.Take(mark);
    }

    internal static Frame Enter(RenderState state, SourceText source, Frame? closure, MacroBlock? block)
    {
        state.Step();
        if (state.MacroDepth >= state.Options.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw TransformException.Error(
                DiagnosticCodes.RecursionLimit,
                $"Macros call each other more than {state.MacroDepth} levels deep.",
                state.Position,
                "A macro probably calls itself without end: look at the calls below.");
        }

        state.MacroDepth++;
        state.NativeDepth++;
        return state.Push(source, closure, block);
    }

    internal static void Exit(RenderState state, Frame frame)
    {
        state.MacroDepth--;
        state.NativeDepth--;
        state.Pop(frame);
    }
}
