using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Transform.Core;

namespace Transform.Templating;

/// <summary>What one render knows: its globals, its limits, the macros that are running. One thread at a time.</summary>
public sealed class RenderState
{
    private const int StepsBetweenCancellationChecks = 256;

    private IScope globals;
    private RenderResources? resources;
    // Statements, loop rounds and calls so far.
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
    public IScope Globals
    {
        get => globals;
        [MemberNotNull(nameof(globals))]
        set
        {
            globals = value;
            FixedNames = value.FixedNames;
        }
    }

    /// <summary>The names of <see cref="Globals"/> that code may remember.</summary>
    internal IReadOnlyDictionary<string, Value>? FixedNames { get; private set; }

    public RenderOptions Options { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>The owner's own data, for its functions.</summary>
    public object? Host { get; set; }

    /// <summary>Hears of the file macros that the template itself calls, not of those that they call in turn. A materialization counts
    /// as the template that it is rendered for.</summary>
    public Action<MacroBlock>? OnCall { get; init; }

    /// <summary>The file macro that is running, the innermost one; null in the template itself.</summary>
    public MacroBlock? CurrentMacro => Frame?.FileMacro;

    /// <summary>How many macros are running within each other.</summary>
    public int MacroDepth { get; internal set; }

    /// <summary>The place that is being evaluated.</summary>
    public SourceSpan? Position => Frame?.Position;

    internal Frame? Frame { get; private set; }

    /// <summary>Where the render prints to; only while something runs.</summary>
    internal TextBuffer Output => resources!.Output;

    internal Signal Signal { get; set; }

    /// <summary>The pieces of a native render; null when text is rendered.</summary>
    internal List<Value>? NativeParts { get; set; }

    internal NativeMarks? NativeMarks { get; set; }

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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Step()
    {
        if (++steps >= nextCheck)
        {
            CheckSteps();
        }
    }

    private void CheckSteps()
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

    internal Value TakeReturnValue()
    {
        var value = returnValue;
        returnValue = default;
        Signal = Signal.None;
        return value;
    }

    /// <summary>A frame that is filled before it is entered: the arguments of a macro are evaluated where the call stands.</summary>
    internal Frame Rent(FrameCode code) => (resources ??= RenderResources.Rent(this)).RentFrame(code);

    /// <summary>Ends the use of a frame that was never entered.</summary>
    internal void GiveBack(Frame frame) => resources!.Return(frame);

    internal void Enter(Frame frame, Frame? closure)
    {
        if (closure is not null)
        {
            frame.Closure = closure;
            frame.IsPermissive = closure.IsPermissive;
        }

        frame.Caller = Frame;
        Frame = frame;
    }

    internal void Leave(Frame frame)
    {
        Frame = frame.Caller;
        resources!.Return(frame);
        if (Frame is null)
        {
            resources.Return();
            resources = null;
        }
    }

    /// <summary>Tells of a file macro that is about to run.</summary>
    internal void Tell(MacroBlock macro)
    {
        if (OnCall is null)
        {
            return;
        }

        for (var frame = Frame; frame is not null; frame = frame.Caller)
        {
            if (frame is { Closure: null, Block: { Kind: not BlockKind.Materialization } })
            {
                return;
            }
        }

        OnCall(macro);
    }

    /// <summary>Enters the frame of a macro or call block.</summary>
    /// <exception cref="TransformException">They are nested too deeply (TF2006).</exception>
    internal void EnterMacro(Frame frame, Frame? closure)
    {
        Step();
        if (MacroDepth >= Options.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw TransformException.Error(
                DiagnosticCodes.RecursionLimit,
                $"Macros call each other more than {MacroDepth} levels deep.",
                Position,
                "A macro probably calls itself without end: look at the calls below.");
        }

        Enter(frame, closure);
        MacroDepth++;
    }

    internal void LeaveMacro(Frame frame)
    {
        MacroDepth--;
        Leave(frame);
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
        described = [.. exception.Diagnostics.Select(d => (d with
        {
            Span = d.Span ?? position,
            Frames = d.Frames.IsDefaultOrEmpty ? frames : d.Frames,
        }).InProject(null))];
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
