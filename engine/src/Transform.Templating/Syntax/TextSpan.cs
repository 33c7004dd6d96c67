namespace Transform.Templating;

/// <summary>A stretch of one template's source: UTF-16 offsets.</summary>
public readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;

    public static TextSpan FromBounds(int start, int end) => new(start, end - start);

    /// <summary>From the start of this span to the end of another one.</summary>
    public TextSpan To(TextSpan end) => FromBounds(Start, Math.Max(End, end.End));
}
