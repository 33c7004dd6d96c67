using Transform.Core;

namespace Transform.Templating;

/// <summary>The local names of one running template, macro or call block, each in the slot that the code gave it. A slot that
/// holds <c>default</c> is not set yet: the name is looked for further out then.</summary>
internal sealed class Frame(RenderResources resources)
{
    /// <summary>What the render prints to.</summary>
    public readonly TextBuffer Output = resources.Output;

    public Value[] Slots = [];

    /// <summary>What is running: its source, and the names of its slots.</summary>
    public FrameCode Code = null!;

    /// <summary>The frame where the macro or call block was defined; null for a file's macros.</summary>
    public Frame? Closure;

    /// <summary>The frame that was running before, for error messages.</summary>
    public Frame? Caller;

    /// <summary>The next frame that waits to be used again.</summary>
    public Frame? NextFree;

    /// <summary>The expression that is being evaluated: where an error happened, or a call left from.</summary>
    public TextSpan At;

    /// <summary>A macro or call block refers to this frame, so it must not be reused.</summary>
    public bool IsCaptured;

    /// <summary>Names that nobody knows are permissive here.</summary>
    public bool IsPermissive;

    public RenderState State => resources.State;

    /// <summary>The block that is running; null in a template itself and in a call block.</summary>
    public MacroBlock? Block => Code.Block;

    /// <summary>The file macro that this frame belongs to.</summary>
    public MacroBlock? FileMacro => Closure is null ? Code.Block : Closure.FileMacro;

    public SourceText Source => Code.Source;

    public SourceSpan Position => new(Source, At.Start, At.Length);

    /// <summary>The names that have a value, for suggestions.</summary>
    public IEnumerable<string> SetNames
    {
        get
        {
            for (var i = 0; i < Code.SlotNames.Length; i++)
            {
                if (!Slots[i].IsUnset)
                {
                    yield return Code.SlotNames[i];
                }
            }
        }
    }
}

/// <summary>What a frame runs.</summary>
internal class FrameCode(SourceText source, string[] slotNames, MacroBlock? block)
{
    public SourceText Source { get; } = source;

    /// <summary>The names of all slots.</summary>
    public string[] SlotNames { get; } = slotNames;

    /// <summary>The macro, or null for a template or a call block.</summary>
    public MacroBlock? Block { get; } = block;
}
