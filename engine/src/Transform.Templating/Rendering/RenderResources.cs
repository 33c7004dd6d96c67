namespace Transform.Templating;

/// <summary>What a render works with and gives back at its end: the buffer it prints to and the frames of its macros. Each thread
/// keeps a set for a render, and for each that goes on within another.</summary>
internal sealed class RenderResources
{
    private const int LargestToKeep = 1 << 20;

    [ThreadStatic]
    private static RenderResources? spare;

    private RenderResources? nextSpare;
    private Frame? free;

    public TextBuffer Output { get; } = new();

    /// <summary>The render that has them now.</summary>
    public RenderState State { get; private set; } = null!;

    public static RenderResources Rent(RenderState state)
    {
        var resources = spare ?? new RenderResources();
        spare = resources.nextSpare;
        resources.nextSpare = null;
        resources.State = state;
        return resources;
    }

    public void Return()
    {
        State = null!;
        if (Output.Capacity <= LargestToKeep)
        {
            Output.CutTo(0);
            nextSpare = spare;
            spare = this;
        }
    }

    public Frame RentFrame(FrameCode code)
    {
        var frame = free;
        if (frame is null)
        {
            frame = new Frame(this);
        }
        else
        {
            free = frame.NextFree;
        }

        frame.Code = code;
        if (frame.Slots.Length < code.SlotNames.Length)
        {
            frame.Slots = new Value[Math.Max(code.SlotNames.Length, 8)];
        }

        return frame;
    }

    public void Return(Frame frame)
    {
        if (frame.IsCaptured)
        {
            return;
        }

        frame.Slots.AsSpan(0, frame.Code.SlotNames.Length).Clear();
        frame.Closure = null;
        frame.Caller = null;
        frame.IsPermissive = false;
        frame.NextFree = free;
        free = frame;
    }
}
