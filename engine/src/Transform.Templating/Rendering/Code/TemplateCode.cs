using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <summary>A whole template, made ready to run.</summary>
internal sealed class TemplateCode(SourceText source, string[] slotNames, StmtCode[] body)
    : FrameCode(source, slotNames, null)
{
    public string Render(RenderState state)
    {
        var frame = Enter(state);
        var mark = frame.Output.Length;
        var described = ImmutableArray<Diagnostic>.Empty;
        try
        {
            StmtCode.RunAll(body, frame);
            return frame.Output.Take(mark);
        }
        catch (TransformException) when (state.IsReturning)
        {
            return frame.Output.Take(mark);
        }
        catch (TransformException e) when (state.TryDescribe(e, out described))
        {
            frame.Output.CutTo(mark);
            throw state.Describe(described, e);
        }
        finally
        {
            if (state.IsReturning)
            {
                // dbt has no place for a value here: what was printed before stays.
                state.TakeReturnValue();
            }

            state.Signal = Signal.None;
            state.Leave(frame);
        }
    }

    private Frame Enter(RenderState state)
    {
        var frame = state.Rent(this);
        state.Enter(frame, null);
        frame.IsPermissive = state.Options.PermissiveUndefined;
        return frame;
    }
}
