using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Transform.Core;

namespace Transform.Templating;

/// <summary>What one render knows: its globals, its limits, the macros that are running. One thread at a time.</summary>
public sealed class RenderState
{
    private const int StepsBetweenCancellationChecks = 256;

    private readonly Stack<Frame> pool = new();
    private long steps;
    private long nextCheck = StepsBetweenCancellationChecks;
    private Value returnValue;

    [SuppressMessage("Design", "CA1068", Justification = "The host's data is the rarer argument.")]
    public RenderState(
        IScope globals,
        RenderOptions? options = null,
        CancellationToken cancellationToken = default,
        object? host = null)
    {
        Globals = globals;
        Options = options ?? RenderOptions.Default;
        CancellationToken = cancellationToken;
        Host = host;
    }

    /// <summary>Where names that templates do not define are found. The owner may change it between renders.</summary>
    public IScope Globals { get; set; }

    public RenderOptions Options { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>The owner's own data, for its functions.</summary>
    public object? Host { get; set; }

    /// <summary>Statements, loop rounds and calls so far.</summary>
    public long Steps => steps;

    /// <summary>The file macro that is running, the innermost one; null in the template itself.</summary>
    public MacroBlock? CurrentMacro => Frame?.FileMacro;

    /// <summary>How many macros are running within each other.</summary>
    public int MacroDepth { get; internal set; }

    /// <summary>The place that is being evaluated.</summary>
    public SourceSpan? Position => Frame?.Position;

    internal Frame? Frame { get; private set; }

    internal TextBuffer Output { get; } = new();

    internal Signal Signal { get; set; }

    /// <summary>The pieces of a native render; null when text is rendered.</summary>
    internal List<Value>? NativeParts { get; set; }

    /// <summary>How many macros and captured blocks lie between the native template and what is printed now.</summary>
    internal int NativeDepth { get; set; }

    internal bool CollectsNative => NativeParts is not null && NativeDepth == 0;

    internal bool IsReturning => Signal == Signal.Return;

    /// <summary>Ends the macro that is running, with a value: dbt's <c>return()</c>. The macro stops when the function that
    /// calls this is done.</summary>
    public void Return(Value value)
    {
        returnValue = value;
        Signal = Signal.Return;
    }

    /// <summary>The macro calls that are running, innermost first.</summary>
    public ImmutableArray<DiagnosticFrame> Frames()
    {
        var frames = ImmutableArray.CreateBuilder<DiagnosticFrame>();
        for (var frame = Frame; frame is not null; frame = frame.Caller)
        {
            if (frame.Block is { } block)
            {
                frames.Add(new DiagnosticFrame(
                    block.PackageName is { } package ? $"{package}.{block.Name}" : block.Name, frame.Position));
            }
            else if (frame.Caller is not null || frames.Count > 0)
            {
                frames.Add(new DiagnosticFrame(frame.Source.Path, frame.Position));
            }
        }

        return frames.ToImmutable();
    }

    /// <summary>Counts a step; ends the render at the limit (TF2007) or when it was cancelled.</summary>
    internal void Step()
    {
        if (++steps >= nextCheck)
        {
            nextCheck = steps + StepsBetweenCancellationChecks;
            CancellationToken.ThrowIfCancellationRequested();
            if (steps > Options.MaxSteps)
            {
                throw TransformException.Error(
                    DiagnosticCodes.StepLimit,
                    $"The template took more than {Options.MaxSteps} steps.",
                    hint: "Look for a loop over a very long range, or one that adds to the list it loops over.");
            }
        }
    }

    internal Value TakeReturnValue()
    {
        var value = returnValue;
        returnValue = default;
        Signal = Signal.None;
        return value;
    }

    internal Frame Push(SourceText source, Frame? closure, MacroBlock? block)
    {
        var frame = pool.Count > 0 ? pool.Pop() : new Frame();
        frame.Source = source;
        frame.Closure = closure;
        frame.Caller = Frame;
        frame.Block = block;
        frame.FileMacro = closure is null && block is not null ? block : closure?.FileMacro;
        frame.IsPermissive = closure?.IsPermissive ?? false;
        Frame = frame;
        return frame;
    }

    internal void Pop(Frame frame)
    {
        Frame = frame.Caller;
        if (!frame.IsCaptured)
        {
            frame.Reset();
            pool.Push(frame);
        }
    }

    internal TransformException Error(string code, string message, TextSpan span, string? hint = null) =>
        TransformException.Error(code, message, new SourceSpan(Frame!.Source, span.Start, span.Length), hint);

    /// <summary>Completes an error with the place and the calls that led to it. It runs as an exception filter: before any
    /// frame is left, and only once per error.</summary>
    internal bool TryDescribe(TransformException exception, out ImmutableArray<Diagnostic> described)
    {
        described = exception.Diagnostics;
        if (Frame is null || exception.Data.Contains(this))
        {
            return false;
        }

        var frames = Frames();
        var position = Frame.Position;
        described = [.. exception.Diagnostics.Select(d => d with
        {
            Span = d.Span ?? position,
            Frames = d.Frames.IsDefaultOrEmpty ? frames : d.Frames,
        })];
        return true;
    }

    /// <summary>The described error, marked so that outer macros let it pass.</summary>
    internal TransformException Describe(ImmutableArray<Diagnostic> described, Exception inner)
    {
        var exception = new TransformException(described, inner);
        exception.Data.Add(this, null);
        return exception;
    }
}

/// <summary>Why statements stop running, without an exception.</summary>
internal enum Signal : byte
{
    None,
    Break,
    Continue,
    Return,
}
